import assert from "node:assert/strict";
import fc from "fast-check";
import { roles } from "../../../infra/roles.js";
import { fuzz, share } from "./fuzz.js";
import { type Declaring, FuzzedAzure, person } from "./fuzzed-azure.js";
import { HOSTS, OTHER_HOSTS } from "./hosts.js";
import { mutatedJson } from "./mutated-json.js";
import { mostly, oddPath, oddText, someHeaders, someQuery, utf8 } from "./odd-text.js";
import type { WireHeader, WireRequest } from "./wire-request.js";

const REQUESTS = share(2_500);
const QUEUE_CONTRIBUTOR = "974c5e8b-45b9-4653-ba55-5f855dd0fb88";
const BLOB = "stfuzz.blob.core.windows.net";

describe("Odd requests to the gateway", function () {
  this.timeout(120_000);
  let azure: FuzzedAzure;

  before(async () => {
    azure = await FuzzedAzure.open();
    await azure.declare(declareAccount);
    await plantBlob();
  });
  after(() => azure?.end());

  async function declareAccount({ make, grant, provider }: Declaring): Promise<void> {
    const sku = { name: "Standard_LRS" };
    const account = await make("storage:StorageAccount", { accountName: "stfuzz", kind: "StorageV2", sku });
    await make("storage:BlobContainer", { accountName: "stfuzz", containerName: "box" });
    const invoked = await provider.invoke("azure-native:storage:listStorageAccountKeys", {
      resourceGroupName: "rg",
      accountName: "stfuzz",
    });
    const [first, second] = invoked.keys as { value: string }[];
    azure.credential("account key", first?.value ?? "");
    azure.credential("second account key", second?.value ?? "");
    await make("storage:Queue", { accountName: "stfuzz", queueName: "line" });
    await make("storage:Table", { accountName: "stfuzz", tableName: "counts" });
    const own = await make("storage:BlobContainer", { accountName: "stfuzz", containerName: "own" });
    const [writer, owner, stranger] = [person(), person(), person()];
    await grant(owner, roles.storageBlobDataOwner.id, account);
    await grant(writer, roles.storageBlobDataContributor.id, own);
    await grant(writer, QUEUE_CONTRIBUTOR, account);
    await grant(writer, roles.storageTableDataContributor.id, account);
    await azure.token("storage owner", owner, "https://storage.azure.com");
    for (const [name, who] of Object.entries({ writer, stranger })) {
      await azure.token(`storage ${name}`, who, "https://storage.azure.com");
      await azure.token(`management ${name}`, who, "https://management.azure.com/");
      await azure.token(`vault ${name}`, who, "https://vault.azure.net");
    }
  }

  /** Nobody has a right to it but for the owner. */
  async function plantBlob(): Promise<void> {
    const body = utf8(azure.secret("the blob"));
    const headers = [...blobHeaders("storage owner"), ["x-ms-blob-type", "BlockBlob"] as const];
    const { status } = await azure.send(0, { connect: BLOB, method: "PUT", target: "/box/secret.txt", headers, body });
    assert.equal(status, 201);
  }

  it(`${REQUESTS} of them end no process, fail nowhere inside, and show no secret`, async () => {
    await fuzz(request, REQUESTS, async (made, lane) => void (await azure.send(lane, made)));
    const target = "/own?restype=container&comp=list";
    const headers = blobHeaders("storage writer");
    const { status, body } = await azure.send(0, { connect: BLOB, method: "GET", target, headers, body: "" });
    assert.equal(status, 200, body);
    await azure.assertWell();
  });
});

const blobHeaders = (who: string): WireHeader[] => [
  ["host", BLOB],
  ["authorization", `Bearer $(${who})`],
  ["x-ms-version", "2024-11-04"],
];

const FORM = "grant_type=client_credentials&scope=https%3A%2F%2Fvault.azure.net%2F.default&client_id=x&client_secret=y";
const MESSAGE = "<QueueMessage><MessageText>AAAA</MessageText></QueueMessage>";
const ENTITY = { TableName: "other", PartitionKey: "a", RowKey: "b", value: 1 };
const ENVELOPES = [{ iKey: "0", name: "n", time: "2026-01-05T10:00:00Z", data: { baseType: "x", baseData: {} } }];
const RESOURCE = { location: "westeurope", kind: "StorageV2", sku: { name: "Standard_LRS" }, properties: {} };

const authorization = (value: string): readonly WireHeader[] => [["authorization", value]];
const TOKENS = ["storage writer", "storage stranger", "management writer", "management stranger", "vault stranger"];

const credential = (host: string): fc.Arbitrary<readonly WireHeader[]> =>
  mostly(
    fc.constant(host.endsWith(".core.windows.net") ? authorization("Bearer $(storage writer)") : []),
    fc.oneof(
      fc.constantFrom(...TOKENS.map((name) => authorization(`Bearer $(${name})`)), []),
      oddText("Bearer $(storage writer)", "SharedKey stfuzz:AAAA", "Bearer e30.e30.e30").map(authorization),
    ),
  );

/** Without these an account looks no further. */
const usualHeaders = (host: string): readonly WireHeader[] =>
  host.endsWith(".core.windows.net")
    ? [
        ["x-ms-version", "2024-11-04"],
        ["x-ms-blob-type", "BlockBlob"],
        ["accept", "application/json"],
        ["content-type", "application/json"],
      ]
    : [];

const METHODS = ["PUT", "POST", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "MERGE", "PROPFIND", "M-SEARCH", "BREW"];

const request: fc.Arbitrary<WireRequest> = fc.constantFrom(...Object.entries(HOSTS)).chain(([connect, known]) =>
  fc
    .record({
      known: fc.constantFrom(...known),
      host: mostly(
        fc.constant(connect),
        fc.oneof(fc.constantFrom(...OTHER_HOSTS, ...Object.keys(HOSTS)), oddText(connect)),
      ),
      method: mostly(fc.constant(undefined), fc.constantFrom(...METHODS)),
      path: mostly(fc.constant(undefined), oddPath(...known.map(([, path]) => path))),
      absolute: mostly(
        fc.constant(""),
        fc.constantFrom(`https://${connect}`, "http://example.com", "//example.com", "*"),
      ),
      query: someQuery({
        "api-version": ["2024-11-01", "7.5", "2018-01-01"],
        comp: ["list", "block", "properties"],
        restype: ["container", "service"],
        sig: ["AAAA"],
        skoid: ["a"],
        sktid: ["b"],
        code: ["x"],
      }),
      credential: credential(connect),
      usual: mostly(fc.constant(usualHeaders(connect)), fc.constant([])),
      headers: someHeaders({
        "content-type": [
          "application/json",
          "application/x-www-form-urlencoded",
          "multipart/mixed; boundary=a",
          "multipart/form-data",
        ],
        "content-encoding": ["gzip"],
        "x-ms-date": ["Sat, 21 Nov 2026 10:00:00 GMT"],
        "x-ms-blob-type": ["AppendBlob", "PageBlob"],
        "if-match": ["*", '"0x1"'],
        "content-md5": ["AAAA"],
        "x-ms-copy-source": [`https://${BLOB}/box/secret.txt`, "http://169.254.169.254/"],
        "x-forwarded-host": [BLOB],
        connection: ["keep-alive", "close", "upgrade", "content-type"],
        upgrade: ["websocket", "h2c"],
        cookie: ["a=b"],
      }),
      body: fc.oneof(
        mutatedJson(ENTITY, ENVELOPES, RESOURCE),
        mostly(fc.constantFrom(FORM, MESSAGE), oddText(FORM, MESSAGE)),
      ),
    })
    .map(({ known: [good, knownPath], host, method, path, absolute, query, headers, body, ...made }) => {
      const target = absolute + (path ?? knownPath);
      return {
        connect,
        method: method ?? good,
        target: query === "" ? target : `${target}${target.includes("?") ? "&" : "?"}${query}`,
        headers: [["host", host], ...made.credential, ...made.usual, ...headers],
        body: /^(GET|HEAD)$/.test(method ?? good) ? "" : body,
      };
    }),
);
