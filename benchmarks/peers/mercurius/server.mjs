// The project's schema over plain objects in memory: resolvers look the answer up, and the engine does the rest.
import { readFileSync } from "node:fs";
import fastify from "fastify";
import mercurius from "mercurius";

const [port, schema, data] = process.argv.slice(2);
const found = JSON.parse(readFileSync(data, "utf8"));

const app = fastify({ bodyLimit: 131072 });
await app.register(mercurius, {
  schema: readFileSync(schema, "utf8"),
  resolvers: {
    Query: {
      card: (_, { condition, topics }) => found.cards[`${condition} ${topics[0]}`],
      condition: (_, { id }) => found.condition[id],
      drugs: () => found.drugs,
      conditions: () => found.conditions,
    },
    // The one field that the document asks twice, with and without its argument.
    Statement: { qualifiers: (statement, { name }) => (name ? statement.versus : statement.qualifiers) },
  },
  jit: 1,
});
await app.listen({ port: Number(port), host: "127.0.0.1" });
