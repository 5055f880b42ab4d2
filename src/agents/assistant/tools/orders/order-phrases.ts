import type { OrderStatus } from '../../../../storage/service-desk/order.js';
import type { RecordPhrases } from '../desk/verified-record.js';

/** What the tools for orders say. A language: a table, and a row in `languages.ts`. */
export interface OrderPhrases extends RecordPhrases {
  readonly alreadyCancelled: (id: string) => string;
  readonly shipped: (id: string) => string;
  readonly delivered: (id: string) => string;
  readonly cancelled: (id: string) => string;
  readonly missingData: string;
  readonly needsFullName: string;
  readonly noItems: string;
  readonly badItem: (name: string) => string;
  readonly badDni: string;
  readonly tooMuch: string;
  readonly created: (id: string, delivery: string) => string;
  readonly status: Readonly<Record<OrderStatus, string>>;
}
