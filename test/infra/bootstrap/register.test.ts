import assert from "node:assert/strict";
import { type Registration, register } from "../../../infra/bootstrap/register.js";
import { type Loopback, type Reply, serve, testOutside } from "../loopback.js";

const PATH = "/subscriptions/sub-1/providers/Microsoft.App";
const state = (registrationState: string): Reply => ({ body: JSON.stringify({ registrationState }) });

describe("register", () => {
  let server: Loopback;
  afterEach(() => server.close());

  async function registering(...replies: Reply[]) {
    server = await serve((_, number) => replies[number - 1] ?? { status: 599 });
    const outside = testOutside();
    const registration: Registration = {
      subscriptionId: "sub-1",
      namespace: "Microsoft.App",
      token: async () => "tok",
      managementUrl: server.url,
    };
    return { outside, done: register(registration, outside) };
  }

  it("asks once, and then looks until it is registered", async () => {
    const { outside, done } = await registering(state("Registering"), state("Registering"), state("Registered"));
    await done;

    assert.deepEqual(
      server.got.map(({ method, path }) => `${method} ${path}`),
      [
        `POST ${PATH}/register?api-version=2021-04-01`,
        `GET ${PATH}?api-version=2021-04-01`,
        `GET ${PATH}?api-version=2021-04-01`,
      ],
    );
    assert.equal(server.got[0]?.headers.authorization, "Bearer tok");
    assert.equal(outside.reports[0], "resource provider Microsoft.App: it is Registering; trying again in 1 s");
  });

  it("is done at once with one that is registered", async () => {
    await (await registering(state("Registered"))).done;
    assert.equal(server.got.length, 1);
  });

  it("asks again after what passes", async () => {
    await (await registering({ status: 429 }, { status: 503 }, state("Registered"))).done;
    assert.deepEqual(
      server.got.map(({ method }) => method),
      ["POST", "POST", "POST"],
    );
  });

  it("ends at a refusal, with the right that is missing", async () => {
    const { done } = await registering({ status: 403, body: '{"error":{"code":"AuthorizationFailed"}}' });
    await assert.rejects(done, {
      message:
        "registering resource provider Microsoft.App was refused with 403: the login of bootstrap needs " +
        'Microsoft.App/register/action at the subscription, which Contributor and Owner hold: {"error":{"code":"AuthorizationFailed"}}',
    });
  });

  it("ends at a name that Azure does not know, and shows no token", async () => {
    const { done } = await registering({ status: 404, body: "InvalidResourceNamespace Bearer tok.en" });
    await assert.rejects(done, {
      message: "registering resource provider Microsoft.App was refused with 404: InvalidResourceNamespace Bearer ***",
    });
  });

  it("gives up after a quarter of an hour, and says how to carry on", async () => {
    const { done } = await registering(...Array.from({ length: 200 }, () => state("Registering")));
    await assert.rejects(done, {
      message:
        "resource provider Microsoft.App: gave up after 15 minutes; at last: it is Registering; the next `npm run bootstrap` carries on from here",
    });
  });
});
