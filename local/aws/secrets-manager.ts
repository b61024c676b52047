/** Secrets Manager as the bootstrap function uses it. */
import { ACCOUNT, REGION } from '../template.ts';
import { AwsError, type Operations } from './operation.ts';
import type { StateFile } from './state.ts';

export function secretsManagerOperations({ state, save }: StateFile): Operations {
  const known = (id: string): string => {
    if (!(id in state.secrets)) {
      throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    }
    return id;
  };
  return {
    CreateSecret: ({ Name, SecretString }) => {
      const ARN = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${Name}`;
      if (ARN in state.secrets) throw new AwsError('ResourceExistsException', `The secret ${Name} already exists.`);
      state.secrets[ARN] = SecretString;
      save();
      return { ARN, Name };
    },
    GetSecretValue: ({ SecretId }) => ({ ARN: SecretId, SecretString: state.secrets[known(SecretId)] }),
    PutSecretValue: ({ SecretId, SecretString }) => {
      state.secrets[known(SecretId)] = SecretString;
      save();
      return { ARN: SecretId };
    },
  };
}
