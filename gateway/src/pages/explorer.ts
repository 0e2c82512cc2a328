import type { FastifyInstance, FastifyReply } from "fastify";
import { newNonce, sendPage } from "./policy.ts";

const FIRST_QUERY = `# Write "Bearer <API key>" into the headers below, then press ctrl+enter.
query Records {
  records(collection: "weather", first: 5) {
    nodes {
      id
      data
      createdBy {
        name
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}

subscription Changes {
  recordChanged(collection: "weather") {
    cursor
    kind
    record {
      id
      data
    }
  }
}
`;

/**
 * A browser cannot set headers on a WebSocket, so the key goes into connection_init. GraphiQL keeps the headers of
 * the open tab in localStorage; this is a development page and the key one of a development database.
 */
const SOCKET_CREDENTIAL = `
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (data) {
  try {
    const message = JSON.parse(data);
    if (message.type === "connection_init") {
      const headers = JSON.parse(localStorage.getItem("graphiql:headers") || "{}");
      message.payload = { ...message.payload, authorization: headers.Authorization || headers.authorization };
      data = JSON.stringify(message);
    }
  } catch {}
  return send.call(this, data);
};`;

/** GraphiQL from one module, without a network: for development only. */
export function addExplorer(app: FastifyInstance): void {
  let page: string | undefined;
  app.get("/explorer", async (_request, reply) => {
    page ??= await renderExplorer();
    return sendExplorer(reply, page);
  });
}

/** Loaded when first asked for: the module holds nine megabytes of text. */
async function renderExplorer(): Promise<string> {
  const { renderGraphiQL } = await import("@graphql-yoga/render-graphiql");
  return renderGraphiQL({
    title: "Bulkhead explorer",
    endpoint: "/graphql",
    subscriptionsProtocol: "WS",
    defaultQuery: FIRST_QUERY,
    defaultHeaders: JSON.stringify({ Authorization: "" }, null, 2),
    shouldPersistHeaders: true,
  } as Parameters<typeof renderGraphiQL>[0]);
}

function sendExplorer(reply: FastifyReply, page: string): FastifyReply {
  const nonce = newNonce();
  const html = page.replace("<script>", () => `<script nonce="${nonce}">${SOCKET_CREDENTIAL}\n`);
  return sendPage(reply, html, nonce, ["worker-src blob:", "font-src data:", "connect-src 'self'"]);
}
