import assert from "node:assert/strict";
import {
  AccountSASPermissions,
  generateAccountSASQueryParameters,
  StorageSharedKeyCredential,
} from "@azure/storage-blob";
import { accountId } from "../../storage/storage-world.js";
import { BindingWorld, BY_IDENTITY, base64, DATA } from "./binding-world.js";

const ORDERS = `app.storageQueue("orders", { queueName: "orders", connection: "Data", handler: () => {} });`;

describe("the connection of a queue trigger", () => {
  let world: BindingWorld;
  beforeEach(async () => {
    world = new BindingWorld();
    await world.open("queueContributor");
    await world.queue("orders");
  });
  afterEach(() => world.close());

  const done = (count: number) => world.until(`${count} runs`, () => world.invocations().length >= count);
  const gone = () => world.until("empty", async () => (await world.length("orders")) === 0);

  describe("as declared", () => {
    const refused = async (options: string, why: RegExp, settings: Record<string, string> = BY_IDENTITY) => {
      await world.deploy(
        `app.storageQueue("bad", { ${options}, handler: () => {} });
        app.http("web", { authLevel: "anonymous", handler: () => ({ body: "up" }) });`,
        settings,
      );
      const { note } = await world.host.until("started");
      assert.match(note ?? "", /The 'bad' function is in error: /);
      assert.match(note ?? "", why);
      assert.equal((await world.call("/api/web")).text, "up");
    };

    it("needs its connection", () =>
      refused(
        'queueName: "orders", connection: "None"',
        /Storage account connection string 'AzureWebJobsNone' does not exist\. Make sure that it is a defined App Setting\./,
      ));
    it("needs the settings that it names", () =>
      refused('queueName: "%NONE%", connection: "Data"', /'%NONE%' does not resolve to a value/));
    it("needs the name of a queue", () =>
      refused(
        'queueName: "my_orders", connection: "Data"',
        /can contain only letters, numbers, and dash\(-\) characters/,
      ));
    it("needs an identity that the site has", () =>
      refused('queueName: "orders", connection: "Data"', /client id "other": none of the identities/, {
        ...BY_IDENTITY,
        Data__clientId: "other",
      }));
  });

  describe("with a connection string", () => {
    let key: string;
    beforeEach(async () => {
      await world.close();
      // No role at all.
      world = new BindingWorld();
      await world.open();
      await world.queue("orders");
      const { keys } = (await world.storage.manager.act(accountId(DATA), "listKeys", {})) as {
        keys: { value: string }[];
      };
      key = keys[0]?.value ?? "";
    });

    it("uses the account's key, for the host's own storage as well", async () => {
      const text = `DefaultEndpointsProtocol=https;AccountName=${DATA};AccountKey=${key};EndpointSuffix=core.windows.net`;
      await world.deploy(
        `${ORDERS.replace('connection: "Data"', 'connection: ""')}
        const all = {
          queue: output.storageQueue({ queueName: "made-{rand-guid}", connection: "" }),
          table: output.table({ tableName: "Made", partitionKey: "p", rowKey: "r", connection: "" }),
          blob: output.storageBlob({ path: "made/a b/(c).txt", connection: "" }),
        };
        app.http("make", { authLevel: "anonymous", extraOutputs: Object.values(all), handler: (request, context) => {
          context.extraOutputs.set(all.queue, "text"); context.extraOutputs.set(all.table, { n: 1 }); context.extraOutputs.set(all.blob, "text");
          return {};
        } });`,
        { AzureWebJobsStorage: text },
      );
      await world.put("orders", base64("by key"));
      await done(1);
      assert.equal((await world.call("/api/make")).status, 200, JSON.stringify(world.invocations()));
      const kept = world.storage.blobs(DATA, "test").getContainerClient("azure-webjobs-secrets");
      assert.equal(await kept.getBlobClient("func-app/host.json").exists(), true);
      assert.equal((await world.log()).includes(key), false);
    });

    it("uses a signature", async () => {
      const signature = generateAccountSASQueryParameters(
        {
          permissions: AccountSASPermissions.parse("rwdlacup"),
          services: "q",
          resourceTypes: "sco",
          expiresOn: new Date(Date.now() + 3_600_000),
        },
        new StorageSharedKeyCredential(DATA, key),
      ).toString();
      await world.deploy(ORDERS, {
        Data: `QueueEndpoint=https://${DATA}.queue.core.windows.net/;SharedAccessSignature=${signature}`,
      });
      await world.put("orders", base64("signed"));
      await done(1);
      await gone();
      assert.equal((await world.log()).includes(/sig=([^&]+)/.exec(signature)?.[1] ?? "none"), false);
    });

    it("is told when the account takes no keys", async () => {
      await world.storage.account(DATA, { allowSharedKeyAccess: false });
      await world.deploy(ORDERS, { Data: `AccountName=${DATA};AccountKey=${key}` });
      await world.until("told", async () => (await world.log()).includes("403 KeyBasedAuthenticationNotPermitted"));
    });
  });
});
