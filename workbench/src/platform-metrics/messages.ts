import { defineMessages } from '../i18n/messages.ts';

export const platformMetricsMessages = defineMessages({
  en: {
    title: 'Platform metrics',
    what: 'Metrics of all accounts in the last three hours, by minute. In a deployment they are on the dashboard in CloudWatch.',
    refresh: 'Refresh metrics',
    count: 'Sum for each minute',
    time: 'Average and maximum for each minute',
    all: 'All',
    average: 'Average',
    maximum: 'Maximum',
    at: 'Time',
    none: 'No metrics yet',
    none_what: 'Publish an event to see its attempts here.',
    not_here: 'The metrics are not available here',
    not_here_what:
      'The local platform shows them to keys of the platform. In a deployment they are on the dashboard in CloudWatch.',
  },
  ja: {
    title: 'プラットフォームのメトリクス',
    what: '過去 3 時間のすべてのアカウントのメトリクス (1 分ごと)。デプロイした環境では、CloudWatch のダッシュボードで確認できます。',
    refresh: 'メトリクスを更新',
    count: '1 分ごとの合計',
    time: '1 分ごとの平均と最大',
    all: 'すべて',
    average: '平均',
    maximum: '最大',
    at: '時刻',
    none: 'メトリクスはまだありません',
    none_what: 'イベントを発行すると、配信の試行がここに表示されます。',
    not_here: 'ここではメトリクスを表示できません',
    not_here_what:
      'ローカルプラットフォームでは、プラットフォームのキーで表示できます。デプロイした環境では、CloudWatch のダッシュボードで確認できます。',
  },
});
