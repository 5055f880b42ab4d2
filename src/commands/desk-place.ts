import { existsSync } from 'node:fs';
import { tableNamesFrom, type Config } from '../config.js';
import { systemClock } from '../kernel/clock.js';
import { appErrorFrom } from '../kernel/errors.js';
import { openDatabase, type DatabasePlace, type OpenDatabase } from '../storage/open-database.js';

/** Options of commands that work on the database, for `parseArgs`. */
export const placeOptions = {
  'data-dir': { type: 'string' },
  prefix: { type: 'string' },
  region: { type: 'string' },
} as const;

export const placeHelp = `  --data-dir <dir>     the embedded database in this directory    (default: as the server is configured:
  --region <region>    DynamoDB in this Region                     DATABASE, DATA_DIR, AWS_REGION,
  --prefix <prefix>    of the table names                          DYNAMODB_TABLE_PREFIX, ORDERS_TABLE, APPOINTMENTS_TABLE)
`;

export interface PlaceValues {
  readonly 'data-dir'?: string | undefined;
  readonly prefix?: string | undefined;
  readonly region?: string | undefined;
}

/** Where the database is: what was said on the command line, else what the server is configured to. */
export function placeFrom(config: Config, values: PlaceValues): DatabasePlace {
  const names = { tablePrefix: values.prefix ?? config.DYNAMODB_TABLE_PREFIX, tableNames: tableNamesFrom(config) };
  const isEmbedded = values['data-dir'] !== undefined || (values.region === undefined && config.DATABASE === 'embedded');
  if (isEmbedded) return { kind: 'embedded', directory: values['data-dir'] ?? config.DATA_DIR, ...names };
  return { kind: 'aws', region: values.region ?? config.AWS_REGION, ...(config.AWS_ENDPOINT_URL_DYNAMODB === undefined ? {} : { endpoint: config.AWS_ENDPOINT_URL_DYNAMODB }), ...names };
}

export const textFromPlace = (place: DatabasePlace): string => (place.kind === 'embedded' ? `embedded database in ${place.directory}` : `DynamoDB in ${place.region ?? 'the default Region'}${place.endpoint === undefined ? '' : ` at ${place.endpoint}`}`);

/** An embedded database that was never made: reading it would make it. */
export const isMissing = (place: DatabasePlace): boolean => place.kind === 'embedded' && !existsSync(place.directory);

export const openPlace = (place: DatabasePlace): Promise<OpenDatabase> => openDatabase({ clock: systemClock, log: () => undefined }, place);

/** What the SDK says of missing credentials is true, and helps nobody. */
export function explainDatabase(thrown: unknown): string {
  const { message } = appErrorFrom(thrown);
  return message.includes('CredentialsProviderError') ? `There are no AWS credentials. Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.\n(${message})` : message;
}
