import { askGitHub, GitHubError, type GitHubRequest, type RequestOptions } from "./git-hub-request.js";

const PAGE_SIZE = 100;
const MOST_PAGES = 100;

/** Something that is on GitHub now. */
export interface Posted {
  /** Its page. */
  readonly url: string;
  readonly isNew: boolean;
}

export interface PullRequest {
  readonly number: number;
  readonly isOpen: boolean;
  /** `owner/name` of the repository that it comes from; nothing when that is gone. */
  readonly from: string | undefined;
  readonly labels: readonly string[];
}

/** A comment or an issue as GitHub gives it: what of it is used. */
interface Item {
  readonly id: number;
  /** Of an issue. */
  readonly number?: number;
  readonly html_url: string;
  readonly body?: string | null;
  readonly user?: { readonly login: string; readonly type: string } | null;
  readonly pull_request?: object;
}

interface PullRequestItem {
  readonly number: number;
  readonly state: string;
  readonly head: { readonly repo?: { readonly full_name: string } | null };
  readonly labels: readonly { readonly name: string }[];
}

/**
 * What these commands do on GitHub: one comment a pull request and one issue a matter, each found again by a hidden
 * marker at its beginning and updated in place, and the pull requests there are.
 *
 * @see https://docs.github.com/rest/issues/comments
 * @see https://docs.github.com/rest/issues/issues
 * @see https://docs.github.com/rest/pulls/pulls
 */
export class GitHub {
  readonly #api: string;
  readonly #repository: string;
  readonly #token: string;
  readonly #options: RequestOptions;

  private constructor(access: { api: string; repository: string; token: string }, options: RequestOptions) {
    this.#api = access.api;
    this.#repository = access.repository;
    this.#token = access.token;
    this.#options = options;
  }

  /**
   * @param env `GITHUB_TOKEN`, `GITHUB_REPOSITORY` (`owner/name`), `GITHUB_API_URL` (default https://api.github.com).
   * @throws with what is missing or wrong.
   */
  static from(env: NodeJS.ProcessEnv, options: RequestOptions = {}): GitHub {
    const { GITHUB_TOKEN: token, GITHUB_REPOSITORY: repository } = env;
    const api = (env.GITHUB_API_URL || "https://api.github.com").replace(/\/+$/, "");
    const missing = Object.entries({ GITHUB_TOKEN: token, GITHUB_REPOSITORY: repository }).filter(
      ([, value]) => !value,
    );
    if (missing.length > 0 || !token || !repository)
      throw new Error(`GitHub cannot be called: ${missing.map(([name]) => name).join(" and ")} must be set.`);
    if (!/^[\w.-]+\/[\w.-]+$/.test(repository))
      throw new Error(`GITHUB_REPOSITORY is "${repository}": expected owner/name, e.g. octo-org/gridwire`);
    return new GitHub({ api, repository, token }, options);
  }

  /**
   * Writes the one comment of the marker on a pull request: the comment that has it, by the same author, is updated.
   *
   * @param text begins with the marker; at most 65,536 characters.
   */
  async comment(pullRequest: number, marker: string, text: string): Promise<Posted> {
    const path = `issues/${pullRequest}/comments`;
    const permission = "pull-requests: write";
    const what = `commenting on pull request ${pullRequest}`;
    const mine = await this.#mine(path, marker, { what, permission });
    const place = mine === undefined ? path : `issues/comments/${mine.id}`;
    return this.#write(mine === undefined, place, { body: beginning(marker, text) }, { what, permission });
  }

  /** Writes the one open issue of the marker. @param body begins with the marker; at most 65,536 characters. */
  async issue(marker: string, { title, body }: { readonly title: string; readonly body: string }): Promise<Posted> {
    const about = { what: `writing the issue "${title}"`, permission: "issues: write" };
    const mine = await this.#mine("issues?state=open", marker, about);
    const place = mine === undefined ? "issues" : `issues/${mine.number}`;
    return this.#write(mine === undefined, place, { title, body: beginning(marker, body) }, about);
  }

  /** Closes the open issue of the marker, with a last comment. @returns its page; nothing when there is none. */
  async closeIssue(marker: string, lastWords: string): Promise<string | undefined> {
    const about = { what: "closing the issue", permission: "issues: write" };
    const mine = await this.#mine("issues?state=open", marker, about);
    if (mine === undefined) return undefined;
    const url = this.#url(`issues/${mine.number}`);
    await this.#ask({ ...about, method: "POST", url: `${url}/comments`, body: { body: lastWords } });
    await this.#ask({ ...about, method: "PATCH", url, body: { state: "closed", state_reason: "completed" } });
    return mine.html_url;
  }

  async openPullRequests(): Promise<PullRequest[]> {
    const about = { what: "listing the pull requests", permission: "pull-requests: read" };
    const found: PullRequest[] = [];
    for await (const item of this.#list<PullRequestItem>("pulls?state=open", about)) found.push(pullRequestOf(item));
    return found;
  }

  /** @returns nothing when there is no such pull request. */
  async pullRequest(number: number): Promise<PullRequest | undefined> {
    const about = { what: `reading pull request ${number}`, permission: "pull-requests: read" };
    try {
      return pullRequestOf(
        await this.#ask<PullRequestItem>({ ...about, method: "GET", url: this.#url(`pulls/${number}`) }),
      );
    } catch (error) {
      if (error instanceof GitHubError && error.status === 404) return undefined;
      throw error;
    }
  }

  async #write(isNew: boolean, path: string, body: object, about: About): Promise<Posted> {
    const method = isNew ? "POST" : "PATCH";
    const { html_url } = await this.#ask<Item>({ ...about, method, url: this.#url(path), body });
    return { url: html_url, isNew };
  }

  /** Anybody may write the marker into a text of theirs: only what the token's own user wrote is updated. */
  async #mine(path: string, marker: string, about: About): Promise<Item | undefined> {
    for await (const item of this.#list<Item>(path, about)) {
      const isMarked = item.body?.startsWith(marker) === true && item.pull_request === undefined;
      if (isMarked && (item.user?.type === "Bot" || (await this.#isMe(item.user?.login)))) return item;
    }
    return undefined;
  }

  /** The token of a workflow is no user, and may not ask who it is. */
  async #isMe(login: string | undefined): Promise<boolean> {
    try {
      const about = { what: "asking whose token this is", permission: "a token of a user" };
      const me = await this.#ask<{ login: string }>({ ...about, method: "GET", url: `${this.#api}/user` });
      return me.login === login;
    } catch (error) {
      if (error instanceof GitHubError && (error.status === 403 || error.status === 404)) return false;
      throw error;
    }
  }

  /** Page after page. https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api */
  async *#list<T>(path: string, about: About): AsyncGenerator<T> {
    for (let page = 1; page <= MOST_PAGES; page += 1) {
      const query = `${path.includes("?") ? "&" : "?"}per_page=${PAGE_SIZE}&page=${page}`;
      const items = await this.#ask<T[]>({ ...about, method: "GET", url: this.#url(`${path}${query}`) });
      yield* items;
      if (items.length < PAGE_SIZE) return;
    }
  }

  async #ask<T>(request: Omit<GitHubRequest, "token">): Promise<T> {
    const answer = await askGitHub({ ...request, token: this.#token }, this.#options);
    return JSON.parse(await answer.text()) as T;
  }

  #url(path: string): string {
    return `${this.#api}/repos/${this.#repository}/${path}`;
  }
}

type About = Pick<GitHubRequest, "what" | "permission">;

/** What does not begin with its marker would not be found again. */
function beginning(marker: string, text: string): string {
  return text.startsWith(marker) ? text : `${marker}\n${text}`;
}

const pullRequestOf = ({ number, state, head, labels }: PullRequestItem): PullRequest => ({
  number,
  isOpen: state === "open",
  from: head.repo?.full_name,
  labels: labels.map(({ name }) => name),
});
