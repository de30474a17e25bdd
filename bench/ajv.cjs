// Lets Ajv judge each line of the given shards by one schema, and prints the seconds a line takes:
//   node ajv.cjs FOLDER_OF_NODE_MODULES SCHEMAS.json NAME SHARD...
// SCHEMAS.json has the schemas by their `$id`; NAME is that of the one for a line.
const { readFileSync } = require("node:fs");
const { createRequire } = require("node:module");

const [modules, schemas, name, ...shards] = process.argv.slice(2);
const Ajv = createRequire(`${modules}/`)("ajv/dist/2020").default;
const ajv = new Ajv({ strict: false });
for (const [id, schema] of Object.entries(JSON.parse(readFileSync(schemas, "utf8")))) {
  ajv.addSchema({ ...schema, $id: id });
}
const validate = ajv.getSchema(name);
const lines = shards.flatMap((shard) => readFileSync(shard, "utf8").split("\n").filter(Boolean));

function judge(some) {
  const began = process.hrtime.bigint();
  for (const line of some) {
    if (!validate(JSON.parse(line))) throw new Error(ajv.errorsText(validate.errors));
  }
  return Number(process.hrtime.bigint() - began) / 1e9;
}

judge(lines.slice(0, 50)); // what is compiled once is compiled now
console.log(judge(lines) / lines.length);
