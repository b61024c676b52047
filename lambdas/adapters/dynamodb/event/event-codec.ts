/**
 * Encodes the parts of an event that no filter reads: JSON, deflated with a preset dictionary of names that objects of APIs have. The
 * first byte is the version of the dictionary.
 */
import type { WaybillEvent } from '../../../core/event/event.ts';
import { deflate, inflate } from '../item.ts';

const VERSION = 1;

export type EventContent = Pick<WaybillEvent, 'apiVersion' | 'request' | 'data'>;

/**
 * Names and values that many APIs share, the most frequent last. None is of one platform or event type alone. Rows are stored for 30
 * days with the dictionary of their time: never change it, add a version.
 */
const DICTIONARY = Buffer.from(
  '"address":{"line1":"","line2":null,"city":"","postal_code":"","state":"","country":"US"},"phone":"+1","locale":"en","timezone":"UTC"' +
    '"first_name":"","last_name":"","username":"","title":"","summary":"","text":"","reason":"","message":"","code":"","category":""' +
    '"weight":,"width":,"height":,"latitude":,"longitude":,"location":{"tracking_number":"","carrier":"","shipping":{"warehouse":"' +
    '"version":1,"active":true,"enabled":false,"deleted":false,"expires_at":"","started_at":"","completed_at":"","canceled_at":null,' +
    '"price":,"tax":0,"discount":null,"subtotal":,"total":,"amount":1000,"amount_paid":,"amount_due":,"balance":0,"currency":"usd","currency":"eur",' +
    '"unit_amount":,"payment_method":"card","payment_intent":"","invoice":"","subscription":"","product":"","order":"","charge":"",' +
    '"account":"acct_","user":{"id":"","user_id":"","customer_id":"","customer_email":"","customer":"","email":"","name":"@example.com","url":"https://example.com/' +
    '"period_start":17,"period_end":17,"period":{"start":17,"end":17},"items":[{"lines":[{"id":"","object":"line_item","quantity":1,"description":"",' +
    '"metadata":{},"tags":[],"count":0,"number":"","livemode":true,"paid":true,"status":"paid","status":"pending","status":"completed","status":"active",' +
    '"updated_at":"2026-01-01T00:00:00.000Z","created_at":"2026-01-01T00:00:00Z","updated":17,"created":17,"type":"","object":"' +
    '{"apiVersion":"2026-01-01","request":null,"data":{"object":{"id":"' +
    '{"apiVersion":"2026-01-01","request":{"id":"req_","idempotency_key":null},"data":{"object":{"id":"',
);

export function encodeContent({ apiVersion, request, data }: EventContent): Uint8Array {
  return Buffer.concat([Buffer.of(VERSION), deflate(JSON.stringify({ apiVersion, request, data }), DICTIONARY)]);
}

export function decodeContent(stored: Uint8Array): EventContent {
  if (stored[0] !== VERSION) throw new Error(`An event has the version ${stored[0]}, which is not known.`);
  return JSON.parse(inflate(stored.subarray(1), DICTIONARY));
}
