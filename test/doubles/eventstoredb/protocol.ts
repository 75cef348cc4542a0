import gossip from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import gossipMessages from '@eventstore/db-client/generated/gossip_pb.js';
import features from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import featureMessages from '@eventstore/db-client/generated/serverfeatures_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import statusMessages from '@eventstore/db-client/generated/status_pb.js';
import streams from '@eventstore/db-client/generated/streams_grpc_pb.js';
import messages from '@eventstore/db-client/generated/streams_pb.js';

/** The client's own definitions of the protocol, which it ships: what it can say, the double understands. */
export const { StreamsService } = streams;
export const { GossipService } = gossip;
export const { ServerFeaturesService } = features;
export const { ClusterInfo, EndPoint, MemberInfo } = gossipMessages;
export const { SupportedMethod, SupportedMethods } = featureMessages;
export const {
  AccessDenied,
  Empty,
  StreamIdentifier,
  UUID,
  WrongExpectedVersion,
  MaximumAppendSizeExceeded,
  AllStreamPosition,
} = shared;
export const { Status } = statusMessages;
export const { AppendResp, BatchAppendResp, ReadReq, ReadResp } = messages;
