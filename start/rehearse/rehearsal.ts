import { ENVIRONMENTS } from "../../infra/environments.js";
import { bootstrapping } from "./bootstrapping.js";
import type { Cast } from "./cast.js";
import { drift } from "./drift.js";
import { Promotion } from "./promotion.js";
import { merge, preview } from "./pull-request.js";
import { pullRequestStack } from "./pull-request-stack.js";
import type { Scene } from "./scene.js";

export interface Chapter {
  readonly title: string;
  readonly scenes: readonly Scene[];
}

/** The story of a change from a pull request to production, in chapters that go on from one another. */
export function rehearsal(cast: Cast): Chapter[] {
  const [dev, staging, ...later] = ENVIRONMENTS;
  const first = new Promotion(cast, "first");
  const second = new Promotion(cast, "second");
  return [
    { title: "Bootstrap, by an administrator", scenes: [bootstrapping(cast)] },
    { title: "The first deployment", scenes: first.to(dev) },
    { title: "A pull request", scenes: [preview(cast)] },
    { title: "The merge", scenes: [merge(cast), ...second.to(dev)] },
    {
      title: "On to production",
      scenes: [
        second.refusesOtherPackages(staging),
        second.refusesPullRequest(staging),
        ...[staging, ...later].flatMap((environment) => second.to(environment)),
      ],
    },
    { title: "A change behind Pulumi's back", scenes: drift(cast, dev) },
    { title: "A stack for pull request 123", scenes: pullRequestStack(cast, "123") },
  ];
}
