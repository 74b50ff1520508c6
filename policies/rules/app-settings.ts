import type { WebAppArgs } from "@pulumi/azure-native/web/webApp.js";
import type { WebAppApplicationSettingsArgs } from "@pulumi/azure-native/web/webAppApplicationSettings.js";
import { type Finding, unknown, violation } from "../kit/finding.js";
import { type Peeked, peek } from "../kit/peek.js";
import { type ResourceRule, resourceRule } from "../kit/rule.js";
import { SITES } from "./web-site.js";

/** Parts of a value that only a credential has. */
const CREDENTIAL =
  /(^|[;?&\s])(AccountKey|SharedAccessKey|SharedAccessSignature|Password|Pwd|sig|code|client_secret)=[^;&\s]/i;

/** Of these the whole value is a credential, unless it refers to Key Vault. */
const SECRET_NAME = /(password|secret|api_?key|access_?key|account_?key|private_?key|connection_?string)$/i;

/** Its instrumentation key opens nothing where Application Insights takes tokens only. */
const HARMLESS = ["APPLICATIONINSIGHTS_CONNECTION_STRING"];

const KEY_VAULT = /^@Microsoft\.KeyVault\(/i;

/** Rules about the settings of an app, which everybody can read who may look at it in the portal. */
export const appSettingRules: readonly ResourceRule[] = [
  resourceRule<WebAppArgs>({
    name: "app-settings-hold-no-secret",
    title: "Settings of apps hold no keys",
    description:
      "Shared keys, SAS and connection strings in settings are readable for whoever may see the app, and outlive the rights of whoever put them there.",
    types: SITES,
    level: "mandatory",
    severity: "critical",
    remedy: "Use the app's identity (e.g. AzureWebJobsStorage__accountName with a role), or refer to Key Vault.",
    same: { mcsb: "IM-8" },
    url: "https://learn.microsoft.com/azure/azure-functions/functions-reference#configure-an-identity-based-connection",
    *check({ props }) {
      const strings = peek(() => props.siteConfig?.connectionStrings);
      if (strings.is === "value" && strings.value.length > 0)
        yield violation("It has connection strings (siteConfig.connectionStrings).");
      const list = peek(() => props.siteConfig?.appSettings);
      if (list.is === "unknown") yield unknown("siteConfig.appSettings");
      if (list.is !== "value") return;
      for (let index = 0; index < list.value.length; index += 1) {
        const name = peek(() => list.value[index]?.name);
        const value = peek(() => list.value[index]?.value);
        yield* judgeSetting(name.is === "value" ? name.value : `number ${index}`, value);
      }
    },
  }),
  resourceRule<WebAppApplicationSettingsArgs>({
    name: "app-settings-resource-holds-no-secret",
    title: "Settings declared beside an app hold no keys",
    description: "The same for settings that are a resource of their own.",
    types: ["azure-native:web:WebAppApplicationSettings", "azure-native:web:WebAppApplicationSettingsSlot"],
    level: "mandatory",
    severity: "critical",
    remedy: "Use the app's identity, or refer to Key Vault.",
    same: { mcsb: "IM-8" },
    *check({ props }) {
      const settings = peek(() => props.properties);
      if (settings.is === "unknown") yield unknown("properties");
      if (settings.is !== "value") return;
      for (const name of Object.keys(settings.value))
        yield* judgeSetting(
          name,
          peek(() => settings.value[name]),
        );
    },
  }),
];

/** Its text names the setting, never the value. */
function* judgeSetting(name: string, value: Peeked<string>): Generator<Finding> {
  if (name === "AzureWebJobsStorage") yield violation("The setting AzureWebJobsStorage holds a connection string.");
  else if (value.is === "unknown") {
    if (!HARMLESS.includes(name)) yield unknown(`the setting ${name}`);
  } else if (value.is === "value" && !HARMLESS.includes(name) && !KEY_VAULT.test(value.value)) {
    if (CREDENTIAL.test(value.value) || (SECRET_NAME.test(name) && value.value !== ""))
      yield violation(`The setting ${name} holds a credential.`);
  }
}
