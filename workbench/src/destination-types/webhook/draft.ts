/** What the forms of a webhook endpoint ask for. */
export interface WebhookDraft {
  readonly url: string;
}
