import { createNames } from "../../infra/names.js";
import type { Place } from "../../infra/place.js";

/** A place with names and tags as the program makes them. */
export const testPlace = (): Place => ({
  group: "rg-gridwire-test",
  location: "westeurope",
  tags: { app: "gridwire", environment: "test", owner: "tester" },
  names: createNames("test", "organization/gridwire/test"),
  tenantId: "7c0ffee0-0000-4000-8000-00000000a2e0",
  subscriptionId: "7c0ffee0-0000-4000-8000-0000000005b5",
});
