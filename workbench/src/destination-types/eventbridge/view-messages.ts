import { defineMessages } from '../../i18n/messages.ts';

/** Texts of the components, which are loaded when they are shown. */
export const eventbridgeViewMessages = defineMessages({
  en: {
    event_bus: 'Event bus',
    order: 'How to set up an event bus',
    order_1: 'Create the destination here. It starts without access to your bus.',
    order_2:
      'Copy the policies from the next page, which contain the ID of the new destination. You get an event bus policy, and a trust policy and permissions for a role, also as CloudFormation templates.',
    order_3: 'Set up the event bus policy or the role in your AWS account. Then send a test event.',
    account: 'AWS account ID',
    account_hint: '12 digits. The account that owns the bus.',
    region: 'AWS Region',
    region_hint: 'Choose a Region or enter another one.',
    region_use: 'Use {value}',
    bus: 'Bus',
    bus_default: 'Default bus',
    bus_default_what: 'The bus that every account has in every Region.',
    bus_named: 'Another bus',
    bus_named_what: 'A custom bus, by its ARN.',
    bus_arn: 'Bus ARN',
    role_arn: 'Role ARN',
    optional: 'optional',
    role_hint:
      'The role that the platform assumes to put events on the bus. You can add it later: its trust policy contains the ID of the destination.',

    bus_change: 'A bus in account {account} and Region {region}. Its status is pending until an event is delivered.',
    role_change:
      'The role that the platform assumes to put events on the bus. Leave the field empty if the event bus policy allows the platform.',
    partner_fixed: 'Events arrive through a partner event source, so you cannot choose a bus or a role.',

    access: 'Access to the event bus',
    access_what: 'Set up one of the two. Each applies to this destination only.',
    by_policy: 'Event bus policy',
    by_role: 'Role',
    policy_1:
      'Add this statement to the resource-based policy of the bus: paste it, or create a stack from the template in {region}.',
    send_test: 'Send a test event.',
    bus_policy: 'Event bus policy',
    bus_policy_what:
      'Add this as the resource-based policy of the event bus. It is required when the destination has no role.',
    role_1:
      'Create a role with this trust policy and these permissions: paste them, or create a stack from the template in {region}.',
    role_link:
      'Create the role in AWS. The link opens CloudFormation in {region} with all values entered, and you confirm there. You can also paste the policies or use the template.',
    role_create: 'Create role in AWS',
    role_2: 'Enter the ARN of the role here. It is the output RoleArn of the stack.',
    trust_policy: 'Trust policy of the role',
    trust_policy_what: 'Add this as the trust policy of the role of this destination.',
    permissions: 'Permissions of the role',
    permissions_what: 'Add this as an inline policy of the role.',
    template: 'CloudFormation template',
    template_what: 'Download the template, open the console, choose “Upload a template file” and select the file.',
    download: 'Download template',
    open_console: 'Create stack in the console',
    external: 'Opens in a new tab',
    role_save: 'Use this role',
    role_saved: 'The destination now uses this role.',
    role_remove: 'Remove role',
    role_removed: 'The destination no longer uses a role.',
    partner: 'Associate the event source with a bus',
    partner_what:
      'The platform offers your AWS account {account} a partner event source. In the console in {region}, associate it with an event bus.',
    partner_source: 'Event source',
    partner_open: 'Open partner event sources',

    policies: 'AWS policies',
    policies_what: 'These policies allow the platform to put events on your event bus. Add them in your AWS account.',
  },
  ja: {
    event_bus: 'イベントバス',
    order: 'イベントバスの設定手順',
    order_1: 'この画面で送信先を作成します。この時点では、バスへのアクセスは許可されていません。',
    order_2:
      '次のページに表示されるポリシーをコピーします。ポリシーには新しい送信先の ID が含まれます。イベントバスのポリシーと、ロールの信頼ポリシーおよびアクセス許可があり、CloudFormation テンプレートも利用できます。',
    order_3:
      'AWS アカウントでイベントバスのポリシーまたはロールのどちらか一方を設定してから、テストイベントを送信します。',
    account: 'AWS アカウント ID',
    account_hint: '12 桁の数字。バスを所有するアカウントです。',
    region: 'AWS リージョン',
    region_hint: 'リージョンを選択するか、入力してください。',
    region_use: '{value} を使用',
    bus: 'バス',
    bus_default: 'デフォルトバス',
    bus_default_what: 'すべてのアカウントが各リージョンに持つバスです。',
    bus_named: '別のバス',
    bus_named_what: 'カスタムバスを ARN で指定します。',
    bus_arn: 'バスの ARN',
    role_arn: 'ロールの ARN',
    optional: '任意',
    role_hint:
      'バスにイベントを送信するためにプラットフォームが引き受けるロールです。信頼ポリシーに送信先の ID が必要なため、作成後に追加することもできます。',

    bus_change:
      'アカウント {account}、リージョン {region} のバスを指定します。最初のイベントが配信されるまで、ステータスは保留中になります。',
    role_change:
      'バスにイベントを送信するためにプラットフォームが引き受けるロールです。イベントバスのポリシーでプラットフォームを許可している場合は空欄にします。',
    partner_fixed: 'イベントはパートナーイベントソース経由で届くため、バスとロールは指定できません。',

    access: 'イベントバスへのアクセス',
    access_what: 'どちらか一方を設定してください。いずれもこの送信先にのみ適用されます。',
    by_policy: 'イベントバスのポリシー',
    by_role: 'ロール',
    policy_1:
      'バスのリソースベースのポリシーに、このステートメントを追加します。貼り付けるか、{region} でテンプレートからスタックを作成してください。',
    send_test: 'テストイベントを送信します。',
    bus_policy: 'イベントバスのポリシー',
    bus_policy_what:
      'イベントバスのリソースベースのポリシーとして追加します。送信先にロールを指定しない場合に必要です。',
    role_1:
      'この信頼ポリシーとアクセス許可を持つロールを作成します。貼り付けるか、{region} でテンプレートからスタックを作成してください。',
    role_link:
      'AWS でロールを作成します。リンクを開くと、{region} の CloudFormation にすべての値が入力された状態で表示されるので、内容を確認して作成してください。ポリシーを貼り付けるか、テンプレートを使用することもできます。',
    role_create: 'AWS でロールを作成',
    role_2: 'ロールの ARN をここに入力します。スタックの出力 RoleArn で確認できます。',
    trust_policy: 'ロールの信頼ポリシー',
    trust_policy_what: 'この送信先のロールの信頼ポリシーとして追加します。',
    permissions: 'ロールのアクセス許可',
    permissions_what: 'ロールのインラインポリシーとして追加します。',
    template: 'CloudFormation テンプレート',
    template_what:
      'テンプレートをダウンロードしてコンソールを開き、「テンプレートファイルのアップロード」でファイルを選択してください。',
    download: 'テンプレートをダウンロード',
    open_console: 'コンソールでスタックを作成',
    external: '新しいタブで開きます',
    role_save: 'このロールを使用',
    role_saved: '送信先はこのロールを使用するようになりました。',
    role_remove: 'ロールを解除',
    role_removed: '送信先はロールを使用しなくなりました。',
    partner: 'イベントソースをバスに関連付ける',
    partner_what:
      'プラットフォームは AWS アカウント {account} にパートナーイベントソースを提供しています。{region} のコンソールでイベントバスに関連付けてください。',
    partner_source: 'イベントソース',
    partner_open: 'パートナーイベントソースを開く',

    policies: 'AWS ポリシー',
    policies_what:
      'プラットフォームがイベントバスにイベントを送信できるようにするポリシーです。AWS アカウントで設定してください。',
  },
});
