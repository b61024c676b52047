import { defineMessages } from '../../i18n/messages.ts';

/** Texts of the components, which are loaded when they are shown. */
export const webhookViewMessages = defineMessages({
  en: {
    endpoint: 'Endpoint',
    url: 'Endpoint URL',
    url_hint: 'For example https://example.com/webhooks. Live mode requires HTTPS.',
    use_test_endpoint: 'Use the local test endpoint',
    url_change: 'Pending retries are also sent to the new URL.',

    secret: 'Signing secret',
    secret_what: 'Your endpoint uses it to verify that a request comes from this platform.',
    secret_once: 'The signing secret is shown only once',
    secret_once_what:
      'Copy it now and store it where your application reads its secrets. After you close or reload this page, it cannot be shown again.',
    secret_copy: 'Copy signing secret',
    secret_saved: 'I have stored the signing secret',
    secret_saved_what: 'If you lose it, rotate it on the page of the destination.',
    secret_gone: 'The signing secret is no longer shown',
    secret_gone_what:
      'It was shown once, after the destination was created. If you did not store it, rotate it to get a new one.',
    to_destination: 'View destination',
  },
  ja: {
    endpoint: 'エンドポイント',
    url: 'エンドポイント URL',
    url_hint: '例: https://example.com/webhooks。本番モードでは HTTPS が必須です。',
    use_test_endpoint: 'ローカルのテスト用エンドポイントを使用',
    url_change: '保留中の再試行も新しい URL に送信されます。',

    secret: '署名シークレット',
    secret_what: 'リクエストがこのプラットフォームから送信されたことを、エンドポイントで検証するために使用します。',
    secret_once: '署名シークレットは一度だけ表示されます',
    secret_once_what:
      '今すぐコピーして、アプリケーションがシークレットを読み取る場所に保存してください。このページを閉じるか再読み込みすると、再表示できません。',
    secret_copy: '署名シークレットをコピー',
    secret_saved: '署名シークレットを保存しました',
    secret_saved_what: '紛失した場合は、送信先のページでローテーションしてください。',
    secret_gone: '署名シークレットは再表示できません',
    secret_gone_what:
      '署名シークレットは送信先の作成直後に一度だけ表示されます。保存していない場合は、ローテーションして新しいシークレットを取得してください。',
    to_destination: '送信先を表示',
  },
});
