package org.escrowkit.wallet.watch;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** A thing of which every call goes through somebody's hands. */
final class Intercepted {
    /** The call itself, to make or not to make. */
    interface Call {
        @Nullable
        Object make(Object... arguments) throws Throwable;
    }

    /** Stands between the caller and the thing, and answers in its place. */
    interface Between {
        @Nullable
        Object call(String method, Object[] arguments, Call call) throws Throwable;
    }

    private Intercepted() {}

    static <T> T of(Class<T> type, T thing, Between between) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Object[] given = arguments == null ? new Object[0] : arguments;
                    return between.call(method.getName(), given, with -> {
                        try {
                            return method.invoke(thing, with);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
                }));
    }
}
