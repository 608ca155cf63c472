package org.escrowkit.core.loan;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.vault.Vault;
import org.escrowkit.core.vault.VaultAddress;
import org.escrowkit.core.vault.VaultAddresses;

/**
 * The addresses of one loan: consecutive ones of its vault, and its alone. The first takes the collateral; what a
 * partial settlement leaves goes to the next, since a spend shows the keys of the address that it spends from.
 *
 * @param addresses at least one, of one vault, with rising indices and no gap
 */
public record Escrows(List<VaultAddress> addresses) {
    /** @throws IllegalArgumentException unless the addresses are consecutive ones of one vault */
    public Escrows {
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("a loan has an address");
        }
        VaultAddress first = addresses.get(0);
        for (int i = 1; i < addresses.size(); i++) {
            VaultAddress address = addresses.get(i);
            if (address.index() != first.index() + i || !address.vault().equals(first.vault())) {
                throw new IllegalArgumentException(
                        "address " + address.index() + " does not follow " + (first.index() + i - 1) + " of one vault");
            }
        }
    }

    /**
     * So many addresses of a vault.
     *
     * @param first index of the first, which is the loan's number
     * @param count how many; one more than the partial settlements that the loan may have
     */
    public static Escrows of(Vault vault, int first, int count) {
        VaultAddresses all = vault.addresses();
        return new Escrows(
                IntStream.range(0, count).mapToObj(i -> all.address(first + i)).toList());
    }

    public Vault vault() {
        return first().vault();
    }

    /** Where the collateral goes at first. */
    public VaultAddress first() {
        return addresses.get(0);
    }

    /** The address after so many partial settlements, if the loan has so many. */
    public Optional<VaultAddress> after(int partialSettlements) {
        return partialSettlements < addresses.size()
                ? Optional.of(addresses.get(partialSettlements))
                : Optional.empty();
    }

    /** Which of the loan's addresses this script pays, if any. */
    public Optional<VaultAddress> byScript(ByteString scriptPubKey) {
        return addresses.stream()
                .filter(address -> address.scriptPubKey().equals(scriptPubKey))
                .findFirst();
    }

    /** Whether these are all of the other's, and perhaps more. */
    boolean contains(Escrows other) {
        return addresses.size() >= other.addresses.size()
                && addresses.subList(0, other.addresses.size()).equals(other.addresses);
    }

    /** The scripts to watch. */
    public List<ByteString> scripts() {
        return addresses.stream().map(VaultAddress::scriptPubKey).toList();
    }
}
