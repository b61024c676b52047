import CollectionPreferences from '@cloudscape-design/components/collection-preferences';
import { useState } from 'react';
import { useMessages } from '../../i18n/i18n.tsx';
import { deliveriesMessages } from './messages.ts';

const NAME = 'waybill.deliveries.page-size';
const SIZES = [20, 50, 100] as const;

/** Stores the page size in the browser. */
export function usePageSize(): [number, (size: number) => void] {
  const [size, setSize] = useState<number>(
    () => SIZES.find((one) => String(one) === localStorage.getItem(NAME)) ?? SIZES[0],
  );
  return [
    size,
    (chosen) => {
      localStorage.setItem(NAME, String(chosen));
      setSize(chosen);
    },
  ];
}

export function PageSize({ size, onSize }: { size: number; onSize: (size: number) => void }) {
  const t = useMessages(deliveriesMessages);
  return (
    <CollectionPreferences
      title={t('preferences')}
      confirmLabel={t('confirm')}
      cancelLabel={t('cancel')}
      preferences={{ pageSize: size }}
      pageSizePreference={{
        title: t('page_size'),
        options: SIZES.map((value) => ({ value, label: String(value) })),
      }}
      onConfirm={({ detail }) => onSize(detail.pageSize ?? size)}
    />
  );
}
