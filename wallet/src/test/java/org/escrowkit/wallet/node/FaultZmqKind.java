package org.escrowkit.wallet.node;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What may become of a message from a publisher to a subscriber. */
public enum FaultZmqKind {
    DROP {
        @Override
        void befall(byte[] message, FaultZmqWire wire) {}
    },

    DUPLICATE {
        @Override
        void befall(byte[] message, FaultZmqWire wire) throws IOException {
            wire.send(message);
            wire.send(message);
        }
    },

    REORDER {
        @Override
        void befall(byte[] message, FaultZmqWire wire) {
            wire.holdBack(message);
        }
    },

    RESET {
        @Override
        void befall(byte[] message, FaultZmqWire wire) throws IOException {
            wire.reset();
        }
    },

    /** From now on silence, heartbeats included. */
    HALF_OPEN {
        @Override
        void befall(byte[] message, FaultZmqWire wire) {
            wire.fallSilent();
        }
    },

    /** The beginning of a frame of a terabyte, and no end of it. */
    OVERSIZED {
        @Override
        void befall(byte[] message, FaultZmqWire wire) throws IOException {
            byte longFrame = 2;
            wire.send(
                    ByteBuffer.allocate(1_000).put(longFrame).putLong(1L << 40).array());
        }
    },

    /** The same, two thousand times. */
    FLOOD {
        @Override
        void befall(byte[] message, FaultZmqWire wire) throws IOException {
            for (int i = 0; i < 2_000; i++) {
                wire.send(message);
            }
        }
    },

    /** Of another number, or hash, than it was. */
    GARBLED {
        @Override
        void befall(byte[] message, FaultZmqWire wire) throws IOException {
            byte[] other = message.clone();
            other[other.length - 1] ^= 1;
            other[other.length - 10] ^= 1;
            wire.send(other);
        }
    };

    abstract void befall(byte[] message, FaultZmqWire wire) throws IOException;
}
