import assert from "node:assert/strict";
import { parseConfig } from "../../../../infra/bootstrap/config.js";
import { type Done, tell } from "../../../../infra/bootstrap/run/tell.js";
import { stateNames } from "../../../../infra/bootstrap/state-names.js";

const SUBSCRIPTION = "7c0ffee0-0000-4000-8000-0000000005b5";
const variables = {
  AZURE_CLIENT_ID: "c0ffee00-0000-4000-8000-000000000001",
  AZURE_TENANT_ID: "7c0ffee0-0000-4000-8000-00000000a2e0",
  AZURE_SUBSCRIPTION_ID: SUBSCRIPTION,
  PULUMI_BACKEND_URL: "azblob://prod?storage_account=st",
};

describe("tell", () => {
  const config = parseConfig({
    "azure-native:location": "westeurope",
    "azure-native:tenantId": variables.AZURE_TENANT_ID,
    "azure-native:subscriptionId": SUBSCRIPTION,
    "gridwire-bootstrap:owner": "team",
    "gridwire-bootstrap:repository": "octo-org/gridwire",
    "gridwire-bootstrap:repositoryOwnerId": "123",
    "gridwire-bootstrap:repositoryId": "456",
  });
  const environments = [{ name: "prod", reviewed: true, mainOnly: true, variables }];
  const done: Done = {
    config,
    names: stateNames(SUBSCRIPTION, "gridwire-bootstrap"),
    outputs: { gitHub: { environments }, apis: {}, stateAccount: "st", stateVault: "kv" },
    options: { preview: false, initStacks: false, gh: false, help: false },
    changed: [],
  };

  it("names every variable, the commands that set them, and those that make the stacks", () => {
    const text = tell(done);
    assert.match(text, /^ {2}prod {2}AZURE_CLIENT_ID=c0ffee00-0000-4000-8000-000000000001\n {8}AZURE_TENANT_ID=/m);
    assert.match(text, /^ {2}gh variable set AZURE_CLIENT_ID --repo octo-org\/gridwire --env prod --body c0ffee00/m);
    for (const stack of ["dev", "staging", "prod"]) {
      assert.match(
        text,
        new RegExp(
          `PULUMI_BACKEND_URL='azblob://${stack}\\?storage_account=\\w+' pulumi stack init ${stack} --secrets-provider 'azurekeyvault://kv-state-\\w+\\.vault\\.azure\\.net/keys/${stack}'`,
        ),
      );
    }
    assert.doesNotMatch(text, /stack init pr /);
    assert.doesNotMatch(text, /issuers/);
    const apis = { dev: { clientId: "an-api", uri: "api://an-api", roleIds: {} } };
    assert.match(
      tell({ ...done, outputs: { ...done.outputs, apis } }),
      /^ {2}PULUMI_BACKEND_URL='azblob:\/\/dev[^\n]+ pulumi config set-all --path --plaintext 'gridwire:issuers\[0\]\.issuer=https:\/\/login\.microsoftonline\.com\/[-\da-f]{36}\/v2\.0' --plaintext 'gridwire:issuers\[0\]\.audiences\[0\]=an-api' --plaintext 'gridwire:issuers\[0\]\.audiences\[1\]=api:\/\/an-api' --stack dev$/m,
    );
  });

  it("says that nobody is asked until somebody names reviewers", () => {
    assert.match(tell(done), /name who approves jobs in prod: .*until then they run unasked/);
    const named = { ...config, reviewers: [{ type: "User", id: 1 } as const] };
    assert.doesNotMatch(tell({ ...done, config: named }), /name who approves/);
  });

  it("leaves out what was done", () => {
    const options = { ...done.options, gh: true, initStacks: true };
    const text = tell({ ...done, options, changed: ["Pulumi.dev.yaml"] });
    assert.doesNotMatch(text, /gh variable set|stack init/);
    assert.match(text, /git add Pulumi\.dev\.yaml/);
    assert.match(tell({ ...done, options }), /Every stack is there\./);
  });
});
