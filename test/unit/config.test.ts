import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { configFromEnvironment, envExample, tableNamesFrom, textFromProblems } from '../../src/config.js';

const configOf = (environment: Record<string, string>) => {
  const config = configFromEnvironment(environment);
  if (!config.ok) throw new Error(textFromProblems(config.error));
  return config.value;
};

describe('the configuration', () => {
  it('needs nothing: everything is local then', () => {
    expect(configOf({})).toMatchObject({ MODE: 'local', SPEECH_MODEL: 'emulator', DATABASE: 'embedded', HOST: '127.0.0.1', PORT: 8080, DYNAMODB_TABLE_PREFIX: 'voiceter-' });
  });
  it.each(['AWS_REGION', 'AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'])('is AWS where %s is set', (name) => {
    expect(configOf({ [name]: name === 'AWS_REGION' ? 'eu-north-1' : 'x' })).toMatchObject({ MODE: 'aws', SPEECH_MODEL: 'bedrock', DATABASE: 'dynamodb', HOST: '0.0.0.0' });
  });
  it('keeps the outbox beside the data, or where it is told', () => {
    expect(configOf({ DATA_DIR: '/data' })).toMatchObject({ OUTBOX_DIR: '/data/outbox', OUTBOX_MAX_MB: 64 });
    expect(configOf({ OUTBOX_DIR: '/mnt/outbox' }).OUTBOX_DIR).toBe('/mnt/outbox');
  });
  it('shows orders and appointments over HTTP where everything is local, and elsewhere only when told', () => {
    expect(configOf({}).SERVICE_DESK_API).toBe(true);
    expect(configOf({ AWS_REGION: 'us-east-1' }).SERVICE_DESK_API).toBe(false);
    expect(configOf({ AWS_REGION: 'us-east-1', SERVICE_DESK_API: 'true' }).SERVICE_DESK_API).toBe(true);
    expect(configOf({ SERVICE_DESK_API: 'false' }).SERVICE_DESK_API).toBe(false);
  });
  it('calls the tables of the service desk as it is told, and each otherwise', () => {
    expect(tableNamesFrom(configOf({}))).toEqual({});
    expect(tableNamesFrom(configOf({ ORDERS_TABLE: 'shop-orders' }))).toEqual({ orders: 'shop-orders' });
    const same = configFromEnvironment({ ORDERS_TABLE: 'one-table', APPOINTMENTS_TABLE: 'one-table' });
    expect(same.ok ? [] : same.error.map(({ name }) => name)).toEqual(['APPOINTMENTS_TABLE']);
  });
  it('lets each part be set apart', () => {
    expect(configOf({ AWS_PROFILE: 'me', DATABASE: 'embedded' })).toMatchObject({ MODE: 'aws', SPEECH_MODEL: 'bedrock', DATABASE: 'embedded' });
  });
  it('counts empty and blank values as absent: a blank port is not port 0', () => {
    expect(configOf({ MODE: ' local ', PORT: '  ', HOST: '', MAX_SESSIONS: ' ', LOG_LEVEL: ' WARN ' })).toMatchObject({ MODE: 'local', PORT: 8080, HOST: '127.0.0.1', MAX_SESSIONS: 200, LOG_LEVEL: 'warn' });
  });
  it('takes log levels as source 003 writes them', () => {
    expect(configOf({ LOG_LEVEL: 'WARN' }).LOG_LEVEL).toBe('warn');
  });
  it('names all problems at once, with what would be right', () => {
    const config = configFromEnvironment({ PORT: '99999', MODE: 'cloud', MAX_SESSIONS: 'many', LOG_LEVEL: 'info' });
    expect(config.ok ? '' : textFromProblems(config.error)).toBe(
      [
        'MODE: got "cloud". Allowed: local, aws. For example: MODE=local',
        'PORT: got "99999". Allowed: 0 to 65535 (0: any free port). For example: PORT=8080',
        'MAX_SESSIONS: got "many". Allowed: 1 to 10000. For example: MAX_SESSIONS=200',
      ].join('\n'),
    );
  });
  it('is described by .env.example, made by `npm run env:example`', () => {
    expect(readFileSync(new URL('../../.env.example', import.meta.url), 'utf8')).toBe(envExample());
  });
});

describe('knowledge', () => {
  const ids = { KNOWLEDGE_BASE_ID: 'KBID123456', DATA_SOURCE_ID: 'DSID123456' };
  it('is searched here, in a directory, unless it is told otherwise', () => {
    expect(configOf({ DATA_DIR: '/data' })).toMatchObject({ KNOWLEDGE: 'embedded', DOCUMENTS: 'directory', DOCUMENTS_DIR: '/data/documents', KNOWLEDGE_UPLOADS: true });
    expect(configOf({ MODE: 'aws' })).toMatchObject({ KNOWLEDGE: 'embedded', DOCUMENTS: 'directory', KNOWLEDGE_UPLOADS: false });
    expect(configOf({ MODE: 'aws', DOCUMENTS_S3_BUCKET: 'bucket', KNOWLEDGE_UPLOADS: 'true' })).toMatchObject({ KNOWLEDGE: 'embedded', DOCUMENTS: 's3', KNOWLEDGE_UPLOADS: true });
    expect(configOf({ KNOWLEDGE: 'off' }).KNOWLEDGE).toBe('off');
  });
  it('is searched by Bedrock where both ids are there', () => {
    expect(configOf({ ...ids, DOCUMENTS_S3_BUCKET: 'bucket' })).toMatchObject({ KNOWLEDGE: 'bedrock', DOCUMENTS: 's3' });
    expect(configOf({ ...ids, KNOWLEDGE: 'embedded' })).toMatchObject({ KNOWLEDGE: 'embedded', DOCUMENTS: 'directory' });
  });
  it.each([
    [ids, ['DOCUMENTS_S3_BUCKET']],
    [{ KNOWLEDGE_BASE_ID: 'KBID123456' }, ['DATA_SOURCE_ID']],
    [{ KNOWLEDGE: 'bedrock', DOCUMENTS: 'directory', DOCUMENTS_S3_BUCKET: 'bucket' }, ['KNOWLEDGE_BASE_ID', 'DATA_SOURCE_ID', 'DOCUMENTS']],
    [{ DOCUMENTS: 's3' }, ['DOCUMENTS_S3_BUCKET']],
    // Everything in there expires.
    [{ DOCUMENTS: 's3', S3_BUCKET_NAME: 'sound', DOCUMENTS_S3_BUCKET: 'sound' }, ['DOCUMENTS_S3_BUCKET']],
  ])('that lacks a setting, or has a wrong one, is refused by name: %j', (environment, names) => {
    const config = configFromEnvironment(environment);
    expect(config.ok ? [] : config.error.map(({ name }) => name).sort()).toEqual([...names].sort());
  });
});
