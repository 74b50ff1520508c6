import "reflect-metadata";
import { webcrypto } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createSecureContext, type SecureContext } from "node:tls";
import * as x509 from "@peculiar/x509";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const DAY_MS = 86_400_000;
/** The authority lives for years; a host's certificate is made anew at each start. */
const AUTHORITY_DAYS = 3650;
const HOST_DAYS = 90;

/**
 * The local certificate authority: only processes that are told to (`NODE_EXTRA_CA_CERTS`) trust it.
 * It is never installed into the system.
 */
export class Certificates {
  readonly #contexts = new Map<string, Promise<SecureContext>>();

  private constructor(
    /** Path of the authority's certificate, PEM. */
    readonly authorityFile: string,
    private readonly authorityCertificate: x509.X509Certificate,
    private readonly key: webcrypto.CryptoKey,
  ) {}

  /** Opens the authority in a folder, or makes one there. */
  static async open(folder: string): Promise<Certificates> {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const certificateFile = join(folder, "ca.pem");
    const keyFile = join(folder, "ca.key");
    if (!existsSync(certificateFile) || !existsSync(keyFile)) await makeAuthority(certificateFile, keyFile);
    const key = await webcrypto.subtle.importKey("pkcs8", fromPem(readFileSync(keyFile, "utf8")), ALGORITHM, false, [
      "sign",
    ]);
    return new Certificates(certificateFile, new x509.X509Certificate(readFileSync(certificateFile, "utf8")), key);
  }

  /** The authority's certificate, PEM. */
  get authority(): string {
    return this.authorityCertificate.toString("pem");
  }

  /** Certificate and key of a host name, made at its first use. */
  contextFor(host: string): Promise<SecureContext> {
    let context = this.#contexts.get(host);
    if (context === undefined) {
      context = this.#issue(host);
      this.#contexts.set(host, context);
    }
    return context;
  }

  async #issue(host: string): Promise<SecureContext> {
    const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: serialNumber(),
      // A common name holds at most 64 characters; clients go by the alternative name.
      subject: `CN=${host.slice(0, 64)}`,
      issuer: this.authorityCertificate.subject,
      notBefore: new Date(Date.now() - DAY_MS),
      notAfter: new Date(Date.now() + HOST_DAYS * DAY_MS),
      signingAlgorithm: ALGORITHM,
      publicKey: keys.publicKey,
      signingKey: this.key,
      extensions: [new x509.SubjectAlternativeNameExtension([{ type: "dns", value: host }])],
    });
    return createSecureContext({ cert: certificate.toString("pem"), key: await privatePem(keys.privateKey) });
  }
}

async function makeAuthority(certificateFile: string, keyFile: string): Promise<void> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: "CN=gridwire local Azure",
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + AUTHORITY_DAYS * DAY_MS),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
    ],
  });
  writeFileSync(keyFile, await privatePem(keys.privateKey), { mode: 0o600 });
  writeFileSync(certificateFile, authority.toString("pem"));
}

const serialNumber = (): string =>
  Buffer.from(webcrypto.getRandomValues(new Uint8Array(15)))
    .toString("hex")
    .replace(/^/, "4");

async function privatePem(key: webcrypto.CryptoKey): Promise<string> {
  const base64 = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", key)).toString("base64");
  return `-----BEGIN PRIVATE KEY-----\n${base64.replace(/.{1,64}/g, "$&\n")}-----END PRIVATE KEY-----\n`;
}

const fromPem = (pem: string): Buffer => Buffer.from(pem.replace(/-----[^-]+-----/g, ""), "base64");
