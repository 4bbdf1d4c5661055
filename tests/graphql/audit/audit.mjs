// Runs every audit, MUST, SHOULD and MAY, against the server at the URL given; exits 1 when one does not pass.
import { auditServer } from "graphql-http";

const results = await auditServer({ url: process.argv[2] });
const failed = results.filter((result) => result.status !== "ok");
for (const { status, id, name, reason } of failed) console.error(`${status} ${id} ${name}: ${reason}`);
console.log(`${results.length} audits of GraphQL over HTTP, ${failed.length} not passed`);
process.exit(failed.length || results.length < 60 ? 1 : 0);
