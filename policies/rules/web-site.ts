import type { WebAppArgs } from "@pulumi/azure-native/web/webApp.js";
import { expectOneOf, expectTrue, expectValue } from "../kit/expect.js";
import { unknown, violation } from "../kit/finding.js";
import { peek, peekEach } from "../kit/peek.js";
import { type ResourceRule, resourceRule } from "../kit/rule.js";

/** Sites and their slots. */
export const SITES = ["azure-native:web:WebApp", "azure-native:web:WebAppSlot"] as const;

const TLS = ["1.2", "1.3"];

/** Rules about how a site, a function app among them, can be reached. */
export const webSiteRules: readonly ResourceRule[] = [
  resourceRule<WebAppArgs>({
    name: "web-https-only",
    title: "Sites answer HTTPS only",
    description: "Keys and tokens sent by HTTP can be read on the way.",
    types: SITES,
    level: "mandatory",
    severity: "critical",
    remedy: "Set httpsOnly to true.",
    same: {
      psrule: ["Azure.AppService.UseHTTPS (AZR-000084)"],
      checkov: ["CKV_AZURE_14", "CKV_AZURE_70", "CKV_AZURE_153"],
      trivy: ["AZU-0004", "AZU-0072"],
      mcsb: "DP-3",
    },
    check: ({ props }) => expectTrue("httpsOnly", () => props.httpsOnly),
  }),
  resourceRule<WebAppArgs>({
    name: "web-minimum-tls",
    title: "Sites take TLS 1.2 or newer",
    description: "Older TLS can be broken; the deployment endpoint has a setting of its own.",
    types: SITES,
    level: "mandatory",
    severity: "high",
    remedy: 'Set siteConfig.minTlsVersion and siteConfig.scmMinTlsVersion to "1.2".',
    same: {
      psrule: ["Azure.AppService.MinTLS"],
      checkov: ["CKV_AZURE_15", "CKV_AZURE_145", "CKV_AZURE_154"],
      trivy: ["AZU-0006"],
      mcsb: "DP-3",
    },
    *check({ props }) {
      yield* expectOneOf("siteConfig.minTlsVersion", () => props.siteConfig?.minTlsVersion, TLS);
      yield* expectOneOf("siteConfig.scmMinTlsVersion", () => props.siteConfig?.scmMinTlsVersion, TLS);
    },
  }),
  resourceRule<WebAppArgs>({
    name: "web-remote-debugging-off",
    title: "Sites are closed to debuggers",
    description: "A debugger can read and change everything in the process.",
    types: SITES,
    level: "mandatory",
    severity: "high",
    remedy: "Leave siteConfig.remoteDebuggingEnabled out, or set it to false.",
    same: { psrule: ["Azure.AppService.RemoteDebug"], checkov: ["CKV_AZURE_72", "CKV_AZURE_155"], mcsb: "PV-2" },
    check: ({ props }) =>
      expectValue(() => props.siteConfig?.remoteDebuggingEnabled, {
        property: "siteConfig.remoteDebuggingEnabled",
        is: (value) => !value,
        expected: "false",
        mayBeAbsent: true,
      }),
  }),
  resourceRule<WebAppArgs>({
    name: "web-ftp-off",
    title: "Sites take no FTP",
    description: "FTP publishes with a password. A site on Flex Consumption has none, and refuses the setting.",
    types: SITES,
    level: "mandatory",
    severity: "high",
    remedy: 'Set siteConfig.ftpsState to "Disabled".',
    same: {
      psrule: ["Azure.AppService.WebSecureFtp"],
      checkov: ["CKV_AZURE_78"],
      trivy: ["AZU-0071"],
      mcsb: "DP-3",
    },
    *check({ props }) {
      // Of the plans, Flex Consumption alone has it.
      if (peek(() => props.functionAppConfig).is !== "absent") return;
      yield* expectOneOf("siteConfig.ftpsState", () => props.siteConfig?.ftpsState, ["Disabled"]);
    },
  }),
  resourceRule<WebAppArgs>({
    name: "web-cors-origins",
    title: "Sites name who may call them from a browser",
    description: 'The origin "*" lets every page of the world call the site with its visitor\'s rights.',
    types: SITES,
    level: "mandatory",
    severity: "medium",
    remedy: "Name the origins in siteConfig.cors.allowedOrigins.",
    same: { checkov: ["CKV_AZURE_57", "CKV_AZURE_62"], mcsb: "PV-2" },
    *check({ props }) {
      const origins = peek(() => props.siteConfig?.cors?.allowedOrigins);
      if (origins.is === "unknown") yield unknown("siteConfig.cors.allowedOrigins");
      if (origins.is !== "value") return;
      for (const origin of peekEach(origins.value))
        if (origin.is === "value" && origin.value.includes("*")) yield violation("It allows every origin.");
    },
  }),
  resourceRule<WebAppArgs>({
    name: "web-http2",
    title: "Sites speak HTTP/2",
    description: "HTTP/2 carries many calls over one connection.",
    types: SITES,
    level: "advisory",
    severity: "low",
    remedy: "Set siteConfig.http20Enabled to true.",
    same: {
      psrule: ["Azure.AppService.HTTP2"],
      checkov: ["CKV_AZURE_18", "CKV_AZURE_67"],
      trivy: ["AZU-0005"],
    },
    check: ({ props }) => expectTrue("siteConfig.http20Enabled", () => props.siteConfig?.http20Enabled),
  }),
  resourceRule<WebAppArgs>({
    name: "web-client-certificates",
    title: "Sites ask for a client certificate",
    description: "For sites whose callers all have one. Event Grid has none, so that this is off by default.",
    types: SITES,
    level: "disabled",
    severity: "low",
    remedy: "Set clientCertEnabled to true.",
    same: { checkov: ["CKV_AZURE_17"], trivy: ["AZU-0001"] },
    check: ({ props }) => expectTrue("clientCertEnabled", () => props.clientCertEnabled),
  }),
];
