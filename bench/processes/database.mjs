/* DynamoDB of the measured server, in a process of its own, in memory. */
import dynalite from 'dynalite';
import { endWithParent } from '../parts/answering.mjs';

endWithParent();

const database = dynalite({ createTableMs: 0 });
database.listen(0, '127.0.0.1', () => process.stdout.write(`database at http://127.0.0.1:${database.address().port}\n`));
process.once('SIGTERM', () => process.exit(0));
