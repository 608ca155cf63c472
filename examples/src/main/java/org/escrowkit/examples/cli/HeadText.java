package org.escrowkit.examples.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.wallet.audit.AuditHead;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The head of an audit log on one line: the last row's number, a colon, its hash. */
final class HeadText implements ITypeConverter<AuditHead> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,18}):(\\p{XDigit}{64})");

    static String of(AuditHead head) {
        return head.number() + ":" + head.hash();
    }

    @Override
    public AuditHead convert(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new TypeConversionException("'" + text + "' is no head such as 12:<64 hexadecimal digits>");
        }
        return new AuditHead(Long.parseLong(parts.group(1)), ByteString.ofHex(parts.group(2)));
    }
}
