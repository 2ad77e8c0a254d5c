// Runs Drizzle's own migrator, as an application does when it starts:
//   node migrate.mjs v0|v1 FOLDER URL [SCHEMA TABLE]
// Exit code 0, or 1 with Drizzle's words and the server's SQLSTATE on stderr.
import { createRequire } from 'node:module';

const [packages, folder, url, schema, table] = process.argv.slice(2);
const require = createRequire(new URL(`./${packages}/package.json`, import.meta.url));
const { Client } = require('pg');
const { drizzle } = require('drizzle-orm/node-postgres');
const { migrate } = require('drizzle-orm/node-postgres/migrator');

const client = new Client({ connectionString: url, application_name: 'drizzle' });
await client.connect();
try {
  const names = schema ? { migrationsSchema: schema, migrationsTable: table } : {};
  await migrate(drizzle({ client }), { migrationsFolder: folder, ...names });
} catch (error) {
  const cause = error.cause ?? error;
  console.error(`${error.message}\n${cause.code ?? '-'} ${cause.message}`);
  process.exitCode = 1;
} finally {
  await client.end();
}
