import type { ResourceType } from "../shared/resource.js";

export const resourceGroupType: ResourceType = {
  type: "Microsoft.Resources/resourceGroups",
  put: ({ inputs, name, type }) => ({ ...inputs, name, type, properties: { provisioningState: "Succeeded" } }),
};
