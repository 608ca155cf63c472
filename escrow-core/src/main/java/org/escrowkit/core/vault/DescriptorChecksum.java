package org.escrowkit.core.vault;

/** The checksum of output descriptors (BIP380): eight characters that catch any few errors of a typist. */
final class DescriptorChecksum {
    private static final String INPUT_CHARSET = "0123456789()[],'/*abcdefgh@:$%{}"
            + "IJKLMNOPQRSTUVWXYZ&+-.;<=>?!^_|~"
            + "ijklmnopqrstuvwxyzABCDEFGH`#\"\\ ";
    private static final String CHECKSUM_CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static final long[] GENERATOR = {0xf5dee51989L, 0xa9fdca3312L, 0x1bab10e32dL, 0x3706b1677aL, 0x644d626ffdL};
    private static final int LENGTH = 8;
    private static final char MARK = '#';

    private DescriptorChecksum() {}

    /**
     * The descriptor without its checksum, which must be right where there is one.
     *
     * @throws DescriptorException naming what is wrong with the checksum, or a character that no descriptor contains
     */
    static String verified(String text, ChecksumRule rule) {
        int mark = text.indexOf(MARK);
        if (mark < 0) {
            of(text);
            if (rule == ChecksumRule.REQUIRED) {
                throw new DescriptorException(
                        DescriptorFault.CHECKSUM_MISSING, text.length(), "a checksum is required: #, 8 characters");
            }
            return text;
        }
        String body = text.substring(0, mark);
        String sum = of(body);
        String given = text.substring(mark + 1);
        if (given.length() != LENGTH) {
            throw new DescriptorException(
                    DescriptorFault.CHECKSUM_WRONG, mark + 1, given.length() + " characters instead of " + LENGTH);
        }
        if (!given.equals(sum)) {
            throw new DescriptorException(DescriptorFault.CHECKSUM_WRONG, mark + 1, "expected " + sum);
        }
        return body;
    }

    /** @throws DescriptorException for a character that no descriptor contains */
    static String of(String descriptor) {
        long sum = 1;
        int group = 0;
        int inGroup = 0;
        for (int i = 0; i < descriptor.length(); i++) {
            int position = INPUT_CHARSET.indexOf(descriptor.charAt(i));
            if (position < 0) {
                throw new DescriptorException(
                        DescriptorFault.BAD_CHARACTER, i, "no descriptor contains U+%04X".formatted((int)
                                        descriptor.charAt(i)));
            }
            sum = step(sum, position & 31);
            group = group * 3 + (position >> 5);
            inGroup++;
            if (inGroup == 3) {
                sum = step(sum, group);
                group = 0;
                inGroup = 0;
            }
        }
        if (inGroup > 0) {
            sum = step(sum, group);
        }
        for (int i = 0; i < LENGTH; i++) {
            sum = step(sum, 0);
        }
        return text(sum ^ 1);
    }

    private static String text(long sum) {
        StringBuilder text = new StringBuilder(LENGTH);
        for (int i = LENGTH - 1; i >= 0; i--) {
            text.append(CHECKSUM_CHARSET.charAt((int) ((sum >> (5 * i)) & 31)));
        }
        return text.toString();
    }

    private static long step(long sum, int value) {
        long top = sum >> 35;
        long next = ((sum & 0x7ffffffffL) << 5) ^ value;
        for (int i = 0; i < GENERATOR.length; i++) {
            if (((top >> i) & 1) == 1) {
                next ^= GENERATOR[i];
            }
        }
        return next;
    }
}
