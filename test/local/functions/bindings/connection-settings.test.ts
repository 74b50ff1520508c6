import assert from "node:assert/strict";
import { storageConnectionSettings } from "../../../../local/functions/bindings/connection-settings.js";
import { topicSettings } from "../../../../local/functions/bindings/event-grid-settings.js";

const identity = { kind: "identity", identity: { by: "clientId", value: "c" } };
const read = (settings: Record<string, string>, name: string | undefined = "Data", service = "queue" as const) =>
  storageConnectionSettings(settings, name, service);

describe("connections of bindings", () => {
  it("are named by settings of an identity, whatever their case", () => {
    assert.deepEqual(read({ DATA__ACCOUNTNAME: "st", data__clientId: "c", Data__credential: "ManagedIdentity" }), {
      url: "https://st.queue.core.windows.net",
      credential: identity,
    });
    const byUri = { Data__queueServiceUri: "https://st.queue.core.windows.net/", Data__clientId: "c" };
    assert.equal(read(byUri).url, "https://st.queue.core.windows.net");
    assert.equal(
      read({ Data__serviceUri: "https://st.queue.core.windows.net", Data__clientId: "c" }).url,
      read(byUri).url,
    );
    assert.deepEqual(read({ Data__accountName: "st", Data__managedIdentityResourceId: "/id" }).credential, {
      kind: "identity",
      identity: { by: "resourceId", value: "/id" },
    });
    assert.deepEqual(read({ Data__accountName: "st", AZURE_CLIENT_ID: "c" }).credential, identity);
  });

  it("are the host's own storage when no name is given", () => {
    const settings = { AzureWebJobsStorage__accountName: "st", AzureWebJobsStorage__clientId: "c" };
    for (const name of [undefined, "", "AzureWebJobsStorage", "Storage"]) {
      assert.equal(storageConnectionSettings(settings, name, "blob").url, "https://st.blob.core.windows.net");
    }
  });

  it("are strings with a key or a signature; AzureWebJobs in front goes before", () => {
    const text = "DefaultEndpointsProtocol=https;AccountName=st;AccountKey=a2V5PT0=;EndpointSuffix=core.windows.net";
    const byKey = { kind: "key", account: "st", key: "a2V5PT0=" };
    assert.deepEqual(read({ AzureWebJobsData: text, Data: "other" }), {
      url: "https://st.queue.core.windows.net",
      credential: byKey,
    });
    const signed = "QueueEndpoint=https://st.queue.core.windows.net/;SharedAccessSignature=?sv=1&sig=s%3D";
    assert.deepEqual(read({ Data: signed }), {
      url: "https://st.queue.core.windows.net",
      credential: { kind: "signature", query: "sv=1&sig=s%3D" },
    });
  });

  const secret = "c2VjcmV0";
  for (const [what, settings, why] of [
    ["nothing", {}, /^Storage account connection string 'AzureWebJobsData' does not exist\. Make sure/],
    ["no address", { Data__clientId: "c" }, /Data__accountName or Data__queueServiceUri: one is needed/],
    ["no identity", { Data__accountName: "st" }, /Data__clientId: needed, for the site has no system-assigned/],
    [
      "a secret",
      { Data__accountName: "st", Data__clientSecret: "s" },
      /Data__clientSecret: the local Azure takes managed/,
    ],
    ["another credential", { Data__accountName: "st", Data__credential: "x" }, /Data__credential is "x"/],
    ["development storage", { Data: "UseDevelopmentStorage=true" }, /name an account of the local Azure/],
    ["no account", { Data: `AccountKey=${secret}` }, /AccountName is missing/],
    ["no key", { Data: "AccountName=st" }, /needed are AccountName and AccountKey, or SharedAccessSignature/],
    [
      "no address in it",
      { Data: `QueueEndpoint=st?sig=${secret};AccountName=st;AccountKey=${secret}` },
      /expected the https address/,
    ],
  ] as [string, Record<string, string>, RegExp][]) {
    it(`refuse ${what}, and tell no secret`, () =>
      assert.throws(
        () => read(settings),
        (error: Error) => why.test(error.message) && !error.message.includes(secret),
      ));
  }
});

describe("topics of Event Grid outputs", () => {
  const binding = (options: object) => ({ type: "eventGrid", direction: "out", name: "x", ...options });
  const endpoint = "https://t.westeurope-1.eventgrid.azure.net/api/events";

  it("are named by two settings, or by a connection", () => {
    const settings = { Topic: endpoint, Key: "k", C__topicEndpointUri: endpoint, C__clientId: "c" };
    assert.deepEqual(topicSettings(settings, binding({ topicEndpointUri: "Topic", topicKeySetting: "Key" })), {
      endpoint,
      credential: { key: "k" },
    });
    const byIdentity = { endpoint, credential: { identity: { by: "clientId", value: "c" } } };
    assert.deepEqual(topicSettings(settings, binding({ connection: "C" })), byIdentity);
    assert.deepEqual(topicSettings({ C: endpoint, C__clientId: "c" }, binding({ connection: "C" })), byIdentity);
  });

  for (const [options, why] of [
    [{}, /'Connection' property or 'TopicEndpointUri' property must be set/],
    [{ topicEndpointUri: "None", topicKeySetting: "Key" }, /option 'topicEndpointUri': there is no app setting 'None'/],
    [
      { topicEndpointUri: "Topic", topicKeySetting: "None" },
      /option 'topicKeySetting': there is no app setting 'None'/,
    ],
    [{ topicEndpointUri: "Topic" }, /'TopicKeySetting' property must be the name of an application setting/],
    [{ topicEndpointUri: "Bad", topicKeySetting: "Key" }, /setting Bad: expected the https address/],
    [{ connection: "None" }, /connection string 'None' does not exist/],
    [{ connection: "C", topicKeySetting: "Key" }, /Conflicting Event Grid topic credentials/],
  ] as const) {
    it(`refuse ${JSON.stringify(options)}`, () =>
      assert.throws(() => topicSettings({ Topic: endpoint, Key: "k", Bad: "t", C: endpoint }, binding(options)), {
        message: why,
      }));
  }
});
