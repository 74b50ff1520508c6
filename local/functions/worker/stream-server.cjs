"use strict";
// The HTTP server that `@azure/functions` runs in an app which turned HTTP streams on. The host alone may reach it,
// and each of its answers ends with its run:
// https://github.com/Azure/azure-functions-nodejs-library/blob/v4.x/src/http/httpProxy.ts leaves open those of handlers
// that throw, or return nothing.

const http = require("node:http");
const net = require("node:net");

const INVOCATION_ID = "x-ms-invocation-id";

/** Invocation → answer that is not sent yet. */
const answers = new Map();

/** Calls `start`; an HTTP server that listens meanwhile does so on loopback alone. */
async function onLoopback(start) {
  const { listen } = net.Server.prototype;
  net.Server.prototype.listen = function (...given) {
    if (!(this instanceof http.Server) || typeof given[0] !== "function") return listen.apply(this, given);
    this.prependListener("request", remember);
    // How long a request may take is for the host to say.
    this.requestTimeout = 0;
    return listen.call(this, 0, "127.0.0.1", given[0]);
  };
  try {
    return await start();
  } finally {
    net.Server.prototype.listen = listen;
  }
}

function remember(request, response) {
  const id = request.headers[INVOCATION_ID];
  if (id === undefined) {
    response.writeHead(400).end();
    return;
  }
  answers.set(id, response);
  response.once("close", () => answers.delete(id));
}

/** Ends the answer of a run that is over, unless the handler's own was sent. */
function settle(invocationId, failed) {
  const answer = answers.get(invocationId);
  answers.delete(invocationId);
  if (answer === undefined || answer.writableEnded) return;
  if (answer.headersSent) answer.destroy();
  else answer.writeHead(failed ? 500 : 204).end();
}

module.exports = { onLoopback, settle };
