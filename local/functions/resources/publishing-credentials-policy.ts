import type { Resources, ResourceType } from "../../shared/resource.js";
import { errors } from "../errors.js";

const TYPE = "Microsoft.Web/sites/basicPublishingCredentialsPolicies";

/**
 * Whether a site takes user name and password for `ftp` and `scm`. The local Azure never does: it only keeps the wish.
 *
 * @see https://learn.microsoft.com/azure/app-service/configure-basic-auth-disable
 */
export function publishingCredentialsPolicy(resources: Resources): ResourceType {
  return {
    type: TYPE,
    put(declared) {
      const site = declared.id.replace(/\/basicPublishingCredentialsPolicies\/[^/]+$/i, "");
      if (resources.get(site) === undefined) throw errors.parentNotFound(site);
      if (declared.name !== "ftp" && declared.name !== "scm") {
        throw errors.invalid(`Site.BasicPublishingCredentialsPolicies ${declared.name}`, "Expected ftp or scm.");
      }
      return { allow: declared.inputs.allow ?? true, name: declared.name, type: TYPE };
    },
  };
}
