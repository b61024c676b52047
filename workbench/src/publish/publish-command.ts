/** The shell command that publishes an event. */

/** @param account account of the event, when it is not the account of the key */
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
