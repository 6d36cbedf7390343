// The official TypeScript client. Arguments: generation (1 or 2), address, token, and auto where it shall look for the newest version.
const [generation, url, token, mode] = process.argv.slice(2);
const [{ Client }, { StreamableHTTPClientTransport }] = await Promise.all(
  generation === "2"
    ? [import("@modelcontextprotocol/client"), import("@modelcontextprotocol/client")]
    : [import("@modelcontextprotocol/sdk/client/index.js"), import("@modelcontextprotocol/sdk/client/streamableHttp.js")],
);

async function call(bearer) {
  const client = new Client({ name: "matrix", version: "1" }, mode ? { versionNegotiation: { mode } } : undefined);
  const headers = { authorization: `Bearer ${bearer}` };
  const transport = new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } });
  await client.connect(transport);
  const { tools } = await client.listTools();
  const fine = await client.callTool({ name: "get_profile", arguments: {} });
  const failed = await client.callTool({ name: "get_group", arguments: { slug: "no-such-group" } });
  const version = client.getNegotiatedProtocolVersion?.() ?? transport.protocolVersion;
  await client.close();
  return {
    version,
    tools: tools.map((tool) => tool.name),
    fine: fine.structuredContent,
    failed: [failed.isError, failed.content[0].text],
  };
}

const said = await call(token);
said.refused = await call("refused").then(() => null, String);
console.log(JSON.stringify(said));
