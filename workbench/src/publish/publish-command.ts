/** What to type into a terminal to publish an event. */

/** @param account whose event it is, where that is not the key's own */
export function publishCommand(origin: string, account: string | undefined): string {
  const event = { type: 'invoice.paid', data: { object: { id: 'in_1', object: 'invoice', status: 'paid' } } };
  return [
    `curl ${origin}/v1/events`,
    '-H "Authorization: Bearer $WAYBILL_API_KEY"',
    ...(account === undefined ? [] : [`-H "Stripe-Account: ${account}"`]),
    '-H "Content-Type: application/json"',
    `-d '${JSON.stringify(event)}'`,
  ].join(' \\\n  ');
}
