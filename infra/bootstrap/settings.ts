import * as z from "zod";
import { list, region, whole, yesOrNo } from "../setting.js";
import { PLACES } from "./identities.js";

/** Prefix of bootstrap's own settings: the name of its Pulumi project. */
export const NAMESPACE = "gridwire-bootstrap:";

/** Who approves jobs on GitHub. */
export interface Reviewer {
  readonly type: "User" | "Team";
  readonly id: number;
}

const GUID = /^(?!0{8}-)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const guid = (expected: string) => z.string().regex(GUID).describe(`${expected}: a GUID in lower case`);

const id = (expected: string) =>
  z
    .string()
    .regex(/^[1-9]\d{0,14}$/)
    .transform(Number)
    .describe(expected);

/** https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments */
const MOST_REVIEWERS = 6;

const REVIEWER = z
  .string()
  .regex(/^(user|team):[1-9]\d{0,14}$/)
  .transform((text): Reviewer => {
    const [type, number] = text.split(":");
    return { type: type === "team" ? "Team" : "User", id: Number(number) };
  });

/** Every setting by its key in the file, with the text of what it may be. */
export const SETTINGS = {
  "azure-native:location": region(),
  "azure-native:tenantId": guid("what `az account show --query tenantId --output tsv` prints"),
  "azure-native:subscriptionId": guid("what `az account show --query id --output tsv` prints"),
  "gridwire-bootstrap:owner": z
    .string()
    .regex(/^.{1,256}$/)
    .describe("1 to 256 characters: who answers for what is made"),
  "gridwire-bootstrap:repository": z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/[\w.-]{1,100}$/)
    .describe("owner/name of the repository on GitHub, in the case that GitHub writes it in"),
  "gridwire-bootstrap:repositoryOwnerId": id("the number that `gh api repos/{owner}/{repo} --jq .owner.id` prints"),
  "gridwire-bootstrap:repositoryId": id("the number that `gh api repos/{owner}/{repo} --jq .id` prints"),
  "gridwire-bootstrap:subjects": z
    .enum(["immutable", "names"])
    .default("immutable")
    .describe("immutable or names (default immutable): whether the tokens of GitHub's jobs hold the repository's ids"),
  "gridwire-bootstrap:environments": list(z.enum(PLACES), 1, PLACES.length)
    .transform((asked) => PLACES.filter((place) => asked.includes(place)))
    .default([...PLACES])
    .describe(`a list of ${PLACES.join(", ")} (default all)`),
  "gridwire-bootstrap:protect": yesOrNo(true),
  "gridwire-bootstrap:stateRetentionDays": whole(7, 365, 30),
  "gridwire-bootstrap:purgeProtection": yesOrNo(true, "; once true, Azure never takes it back"),
  "gridwire-bootstrap:softDeleteRetentionDays": whole(7, 90, 90),
  "gridwire-bootstrap:uniqueness": z
    .string()
    .regex(/^.{1,100}$/)
    .default("gridwire-bootstrap")
    .describe("1 to 100 characters (default gridwire-bootstrap)"),
  "gridwire-bootstrap:administratorId": guid("the object id of a user, group or service principal").optional(),
  "gridwire-bootstrap:administratorType": z
    .enum(["User", "Group", "ServicePrincipal"])
    .default("User")
    .describe("User, Group or ServicePrincipal (default User)"),
  "gridwire-bootstrap:reviewers": list(REVIEWER, 0, MOST_REVIEWERS)
    .default([])
    .describe(
      `a list of at most ${MOST_REVIEWERS} of user:<id> and team:<id> of GitHub, e.g. user:583231 (default nobody)`,
    ),
} as const;
