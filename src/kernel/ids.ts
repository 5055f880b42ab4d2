import { randomUUID } from 'node:crypto';

/** A fresh UUID v4, as Bedrock wants for `promptName` and `contentName`, and as our session ids are. */
export const newId = (): string => randomUUID();
