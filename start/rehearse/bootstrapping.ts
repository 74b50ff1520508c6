import { SUBSCRIPTION, TENANT } from "../../local/shared/arm-id.js";
import { type Cast, HOSTED } from "./cast.js";
import type { Scene } from "./scene.js";

/** What an administrator fills in; all else has a default. */
const FILLED_IN = [
  `  azure-native:tenantId: ${TENANT}`,
  `  azure-native:subscriptionId: ${SUBSCRIPTION}`,
  `  gridwire-bootstrap:repository: ${HOSTED.owner}/${HOSTED.name}`,
  `  gridwire-bootstrap:repositoryOwnerId: "${HOSTED.ownerId}"`,
  `  gridwire-bootstrap:repositoryId: "${HOSTED.id}"`,
  "  gridwire-bootstrap:administratorType: ServicePrincipal",
];

/** Once, before everything else. */
export const bootstrapping = (cast: Cast): Scene => ({
  does: "npm run bootstrap: groups, state, keys, identities, and a stack for each environment",
  play: async () => {
    const { repository } = cast.stage;
    repository.append("infra/bootstrap/Pulumi.bootstrap.yaml", FILLED_IN);
    await cast.administrator("bootstrap", "--init-stacks");
    const environments = await cast.setUpGitHub();
    repository.commit("Bootstrapped");
    return [`for GitHub: ${environments.join(", ")}; no secret`];
  },
});
