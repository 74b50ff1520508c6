import { type RequestOptions, request } from "node:https";
import { agentOf, type Way } from "./kept-connections.js";

/** Reads the same thing again and again, over so many connections. */
export interface Reading {
  readonly way: Way;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly requests: number;
  readonly connections: number;
}

export interface Read {
  /** Of all together, in milliseconds. */
  readonly ms: number;
  /** What 99 of 100 stay below, in milliseconds. */
  readonly p99: number;
  /** The last answer. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

process.on("message", (reading: Reading) => void read(reading).then((done) => process.send?.(done)));
process.send?.("ready");

async function read({ way, path, headers, requests, connections }: Reading): Promise<Read> {
  const agent = agentOf(way, connections);
  const options = { host: way.host, path, headers, agent };
  const took: number[] = [];
  let last: Pick<Read, "body" | "headers"> = { body: "", headers: {} };
  let left = requests;
  const loop = async () => {
    while (left-- > 0) {
      const began = performance.now();
      last = await get(options);
      took.push(performance.now() - began);
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: connections }, loop));
  const ms = performance.now() - began;
  agent.destroy();
  took.sort((a, b) => a - b);
  return { ms, p99: took[Math.floor(took.length * 0.99)] ?? 0, ...last };
}

function get(options: RequestOptions): Promise<Pick<Read, "body" | "headers">> {
  return new Promise((resolve, reject) => {
    request(options, (answer) => {
      let body = "";
      answer.setEncoding("utf8");
      answer.on("data", (chunk: string) => (body += chunk));
      answer.on("end", () => {
        if (answer.statusCode === 200) resolve({ body, headers: answer.headers as Record<string, string> });
        else reject(new Error(`${answer.statusCode}: ${body}`));
      });
    })
      .once("error", reject)
      .end();
  });
}
