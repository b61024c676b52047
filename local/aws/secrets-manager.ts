/** Secrets Manager as the bootstrap function uses it. */
import { ACCOUNT, REGION } from '../template.ts';
import { AwsError, type Operations } from './operation.ts';
import type { StateFile } from './state.ts';

/** Returns the ARN of a secret, given by its name or its ARN. */
export const secretArn = (id: string): string =>
  id.startsWith('arn:') ? id : `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${id}`;

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html */
const MAX_SECRET_BYTES = 65_536;

function checkSize(value: string): void {
  if (Buffer.byteLength(value) <= MAX_SECRET_BYTES) return;
  throw new AwsError('ValidationException', `The secret has more than ${MAX_SECRET_BYTES} bytes.`);
}

export function secretsManagerOperations({ state, save }: StateFile): Operations {
  /** A secret's ARN by itself or by its name. */
  const known = (id: string): string => {
    const arn = secretArn(id);
    if (!(arn in state.secrets)) {
      throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    }
    return arn;
  };
  return {
    CreateSecret: ({ Name, SecretString }) => {
      const ARN = secretArn(Name);
      checkSize(SecretString);
      if (ARN in state.secrets) throw new AwsError('ResourceExistsException', `The secret ${Name} already exists.`);
      state.secrets[ARN] = SecretString;
      save();
      return { ARN, Name };
    },
    GetSecretValue: ({ SecretId }) => ({ ARN: known(SecretId), SecretString: state.secrets[known(SecretId)] }),
    PutSecretValue: ({ SecretId, SecretString }) => {
      checkSize(SecretString);
      state.secrets[known(SecretId)] = SecretString;
      save();
      return { ARN: known(SecretId) };
    },
  };
}
