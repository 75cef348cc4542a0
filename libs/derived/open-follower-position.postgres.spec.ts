import { describeWith } from '../../test/engines/engines.js';
import { newDatabase, onServer } from '../../test/engines/shared-postgres.js';
import { followerPositionContract } from './follower-position.contract.js';

describeWith(['postgres'], 'the places of followers in a database', () => {
  followerPositionContract(async () => {
    const { url, drop } = await newDatabase();
    return {
      url,
      run: (sql) => onServer(url, `SET search_path = support_access_positions; ${sql}`),
      remove: drop,
    };
  });
});
