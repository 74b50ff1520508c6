import { readFileSync } from "node:fs";
import { EventGridPublisherClient } from "@azure/eventgrid";
import { DefaultAzureCredential } from "@azure/identity";
import { events } from "../../contracts/events/index.js";
import { publish } from "../../contracts/index.js";
import { publisher } from "../../functions/kit/clients/publisher.js";
import { findEvent } from "../find-event.js";
import { SOURCE, type ToSend } from "./to-send.js";

/**
 * Sends one event, as a process of somebody outside: in its environment are the login, and for the local Azure a proxy
 * and a certificate.
 *
 * Standard input: what to send, as JSON.
 */
const { type, id, data, endpoint } = JSON.parse(readFileSync(0, "utf8")) as ToSend;
const event = findEvent(type, events);
const client = new EventGridPublisherClient(endpoint, "CloudEvent", new DefaultAzureCredential());
process.exitCode = await publisher(publish(event), SOURCE, async () => client)(event, data, { id })
  .then(() => 0)
  .catch((error: Error & { readonly statusCode?: number }) => {
    const refused = error.statusCode === 401 || error.statusCode === 403;
    const remedy = refused ? "\nYour login needs the role EventGrid Data Sender at the topic." : "";
    process.stderr.write(`${endpoint} did not take the event: ${error.message.split("\n")[0]}${remedy}\n`);
    return 1;
  });
