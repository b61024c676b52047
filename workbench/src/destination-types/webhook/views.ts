/** The components of webhook endpoints, loaded together when the first of them is shown. */
export { WebhookEditFields as EditFields } from './edit-fields.tsx';
export { WebhookFields as Fields } from './fields.tsx';
export { SigningSecret as Setup } from './signing-secret.tsx';
