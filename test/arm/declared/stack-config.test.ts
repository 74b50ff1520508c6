import assert from "node:assert/strict";
import { openConfig } from "../../../arm/declared/stack-config.js";

describe("A stack's config without its secrets", () => {
  it("keeps a file that has none", () => {
    const text = 'config:\n  # why\n  azure-native:location: westeurope\n  gridwire:days: "7"\n';
    assert.deepEqual(openConfig(text), { text, secrets: [] });
  });

  it("has neither secrets nor what they were encrypted with, and says where they were", () => {
    const text = [
      "secretsprovider: azurekeyvault://vault/key",
      "encryptedkey: AAAA",
      "encryptionsalt: v1:salt",
      "config:",
      "  gridwire:secrets:",
      "    pseudonym-key:",
      "      secure: v1:one",
      '    "other":',
      "      secure: v1:two",
      "  gridwire:owner: team",
      "  azure-native:clientSecret:",
      "    secure: v1:three",
      "",
    ].join("\n");
    assert.deepEqual(openConfig(text), {
      text: "config:\n  gridwire:owner: team\n",
      secrets: ['gridwire:secrets["pseudonym-key"]', 'gridwire:secrets["other"]', "azure-native:clientSecret"],
    });
  });

  it("keeps what stands beside a secret, and lists", () => {
    const text = [
      "config:",
      "  gridwire:all:",
      "    open: yes",
      "    closed:",
      "      secure: v1:x",
      "  gridwire:list:",
      "    - one",
      "  gridwire:last:",
      "    closed:",
      "      secure: v1:y",
    ];
    assert.deepEqual(openConfig(text.join("\n")).text.split("\n"), [...text.slice(0, 3), ...text.slice(5, 7)]);
  });

  it("refuses a secret in a list, and does not tell it", () => {
    assert.throws(
      () => openConfig("config:\n  gridwire:list:\n    - secure: v1:hidden\n"),
      (error: Error) => /is a secret in a list: expected/.test(error.message) && !error.message.includes("hidden"),
    );
  });
});
