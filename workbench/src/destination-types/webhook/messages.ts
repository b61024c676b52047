import { defineMessages } from '../../i18n/messages.ts';

export const webhookMessages = defineMessages({
  en: {
    name: 'Webhook endpoint',
    what: 'An HTTPS URL of your application. Suits most integrations: requests are signed, and retried until your endpoint returns a success.',
    target_description: 'Enter the URL of your endpoint. Nothing is sent to it before the destination is created.',
    created_what: 'Store the signing secret. Then send a test event to check that everything works.',
    builder_next:
      'Set WEBHOOK_SECRET to the signing secret of the destination. It was shown when the destination was created. If you no longer have it, rotate it.',
    url: 'Endpoint URL',
    url_hidden: 'Hidden',
    no_url: 'Enter the URL of your endpoint.',
    accepted: 'The endpoint returned status {status} and received the event.',
    request: 'Request headers',
    response: 'Response headers',
    copy_curl: 'Copy as curl command',
    curl_changed: 'The body has changed since this attempt, so the signature is not valid for it.',
  },
  ja: {
    name: 'Webhook エンドポイント',
    what: 'アプリケーションの HTTPS URL に送信します。ほとんどの連携に適しています。リクエストには署名が付き、エンドポイントが成功を返すまで再試行されます。',
    target_description:
      'エンドポイントの URL を入力します。送信先を作成するまで、エンドポイントには何も送信されません。',
    created_what: '署名シークレットを保存してから、テストイベントを送信して動作を確認してください。',
    builder_next:
      '送信先の署名シークレットを WEBHOOK_SECRET に設定します。シークレットは送信先の作成時に表示されたものです。手元にない場合はローテーションしてください。',
    url: 'エンドポイント URL',
    url_hidden: '非表示',
    no_url: 'エンドポイントの URL を入力してください。',
    accepted: 'エンドポイントがステータス {status} を返し、イベントを受信しました。',
    request: 'リクエストヘッダー',
    response: 'レスポンスヘッダー',
    copy_curl: 'curl コマンドとしてコピー',
    curl_changed: 'この試行の後に本文が変わったため、署名は有効ではありません。',
  },
});
