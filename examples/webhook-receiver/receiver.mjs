// Takes what a FluxDesk webhook sends, with nothing but Node 18 or newer.
//
// FLUXDESK_WEBHOOK_SECRET=whsec_… node receiver.mjs 9000

import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";

const BODY_BYTES_MAX = 1_000_000;
const AGE_SECONDS_MAX = 300;
const REMEMBERED_MAX = 10_000;

// The key is what the secret encodes. During a rotation requests are signed with both secrets, so the new one can be put here at any
// moment of its 24 hours.
const key = Buffer.from(process.env.FLUXDESK_WEBHOOK_SECRET.replace(/^whsec_/, ""), "base64");
// What was taken. Yours belongs into a table with a unique key, in the transaction in which you act on the event.
const taken = new Set();

function isSigned(headers, body) {
  const id = headers["webhook-id"] ?? "";
  const timestamp = headers["webhook-timestamp"] ?? "";
  // Without this, whoever has seen a request could send it again for ever. What is no number is never near.
  if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) <= AGE_SECONDS_MAX)) return false;
  const expected = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest();
  return (headers["webhook-signature"] ?? "").split(" ").some((signature) => {
    const given = Buffer.from(signature.replace(/^v1,/, ""), "base64");
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

// Yours. Events may come out of order: `seq` is their order.
function act(event) {
  console.log(event.seq, event.type, event.title);
}

async function statusOf(request) {
  const pieces = [];
  let length = 0;
  for await (const piece of request) {
    length += piece.length;
    if (length > BODY_BYTES_MAX) return 413;
    pieces.push(piece);
  }
  // The bytes as they came: JSON that was parsed and written again is signed no more.
  const body = Buffer.concat(pieces);
  if (!isSigned(request.headers, body)) return 401;
  const event = JSON.parse(body);
  // An answer that was lost brings the same event again.
  if (!taken.has(event.deliveryId)) {
    act(event);
    taken.add(event.deliveryId);
    if (taken.size > REMEMBERED_MAX) taken.delete(taken.values().next().value);
  }
  return 204;
}

const server = createServer({ requestTimeout: 8000 }, async (request, response) => {
  try {
    response.writeHead(await statusOf(request)).end();
  } catch (problem) {
    console.error(problem);
    // It is sent again.
    response.writeHead(500).end();
  }
});
server.listen(Number(process.argv[2]), "127.0.0.1");
