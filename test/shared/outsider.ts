import { readFileSync } from "node:fs";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { EnvHttpProxyAgent, getGlobalDispatcher, setGlobalDispatcher } from "undici";
import type { Run } from "../../local/control/run-file.js";

/**
 * Makes this process somebody outside: from now on unmodified SDKs and `fetch` go to the local Azure, by the same
 * environment that `npm run local -- env` prints.
 *
 * @returns undoes it.
 */
export function becomeOutsider({ environment }: Run): () => void {
  const before = new Map(Object.keys(environment).map((name) => [name, process.env[name]]));
  Object.assign(process.env, environment);
  const certificates = getCACertificates("default");
  const dispatcher = getGlobalDispatcher();
  // NODE_EXTRA_CA_CERTS is read when a process starts; this one runs already.
  const authority = readFileSync(environment.NODE_EXTRA_CA_CERTS ?? "", "utf8");
  setDefaultCACertificates([...certificates, authority]);
  const agent = new EnvHttpProxyAgent();
  setGlobalDispatcher(agent);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    setDefaultCACertificates(certificates);
    setGlobalDispatcher(dispatcher);
    void agent.close();
  };
}
