import { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup.js";

/** As many resources as `FLAT_COUNT` says, with nothing between them. */
for (let index = 0; index < Number(process.env.FLAT_COUNT); index += 1) {
  new ResourceGroup(`rg-${index}`, { location: "westeurope" });
}
