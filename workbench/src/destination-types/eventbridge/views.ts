/** The components of EventBridge, loaded together when the first of them is shown. */
export { BusAccess as Setup } from './bus-access.tsx';
export { EventBridgeEditFields as EditFields } from './edit-fields.tsx';
export { EventBridgeFields as Fields } from './fields.tsx';
export { Policies as Permissions } from './policies.tsx';
