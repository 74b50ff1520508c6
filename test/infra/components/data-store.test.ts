import assert from "node:assert/strict";
import { blobContainer, letterCounts, rawNames, SET_ASIDE } from "../../../contracts/index.js";
import { DataStore } from "../../../infra/components/data-store.js";
import { record } from "../recorded.js";
import { testPlace } from "../test-place.js";

describe("DataStore", () => {
  const place = testPlace();
  const resourceGroupName = "rg-gridwire-test";
  const account = place.names.account("data-store");
  const declare = () => new DataStore("data", { place, containers: [rawNames, SET_ASIDE], tables: [letterCounts] });

  it("declares an account that takes tokens only", async () => {
    const stack = await record(declare);

    assert.equal(stack.resources.length, 6);
    assert.deepEqual(stack.named("data-account").inputs, {
      accountName: account,
      resourceGroupName,
      location: "westeurope",
      kind: "StorageV2",
      sku: { name: "Standard_LRS" },
      accessTier: "Hot",
      allowSharedKeyAccess: false,
      allowBlobPublicAccess: false,
      allowCrossTenantReplication: false,
      defaultToOAuthAuthentication: true,
      enableHttpsTrafficOnly: true,
      minimumTlsVersion: "TLS1_2",
      tags: place.tags,
    });
  });

  it("declares its containers and tables under their contracts' names", async () => {
    const stack = await record(declare);
    const accountName = "name of data-account";

    for (const containerName of ["raw-names", "set-aside"]) {
      assert.deepEqual(stack.named(`data-${containerName}`).inputs, {
        accountName,
        containerName,
        resourceGroupName,
        publicAccess: "None",
      });
    }
    assert.deepEqual(stack.named("data-lettercounts").inputs, {
      accountName,
      tableName: "lettercounts",
      resourceGroupName,
    });
  });

  it("lets deleted blobs come back, for as long as the account is there", async () => {
    const settings = (await record(declare)).named("data-blobs");

    assert.deepEqual(settings.inputs, {
      accountName: "name of data-account",
      blobServicesName: "default",
      resourceGroupName,
      deleteRetentionPolicy: { enabled: true, days: 7 },
      containerDeleteRetentionPolicy: { enabled: true, days: 7 },
    });
    assert.equal(settings.deletedWith, "data-account");
  });

  it("wires a container and a table by their URLs", async () => {
    await record(() => {
      const data = declare();
      const { target: container, scope: _, accountId: __, ...blobs } = data.container(rawNames);
      assert.deepEqual(blobs, {
        kind: "blobContainer",
        resource: rawNames,
        url: `https://${account}.blob.core.windows.net/raw-names`,
        label: `${account}/blobContainer/raw-names`,
      });
      const { target: table, scope: ___, ...rows } = data.table(letterCounts);
      assert.deepEqual(rows, {
        kind: "table",
        resource: letterCounts,
        url: `https://${account}.table.core.windows.net/lettercounts`,
        label: `${account}/table/lettercounts`,
      });
      assert.notEqual(container, table);
    });
  });

  it("refuses a container that it does not have", async () => {
    await record(() => {
      assert.throws(
        () =>
          declare().container(
            // @ts-expect-error not one of the store's
            blobContainer("elsewhere"),
          ),
        {
          message:
            'data store: "blobContainer elsewhere" is not in it: expected ' +
            "blobContainer raw-names, blobContainer set-aside, table lettercounts",
        },
      );
    });
  });
});
