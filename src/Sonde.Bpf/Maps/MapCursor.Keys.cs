using Sonde.Kernel;

namespace Sonde.Bpf;

internal sealed unsafe partial class MapCursor
{
    private byte[]? _next;
    private bool _takesInTwoSteps;

    // The next key is fetched before the value of this one: so the caller may delete the entry that it is given, and a value
    // that is found afterwards proves that the key was there when the kernel went on from it.
    private void ReadKey()
    {
        _next ??= new byte[_keySize];
        fixed (byte* current = _token, next = _next, key = _keys, value = _values)
        {
            if (!_started)
            {
                _started = true;
                if (!_map.TryGetNextKey((void*)null, current))
                {
                    End(complete: true);
                    return;
                }
            }

            bool more = _map.TryGetNextKey((void*)current, next);
            if (_map.TryLookup(current, value))
            {
                new ReadOnlySpan<byte>(current, _keySize).CopyTo(_keys);
                _count = 1;
            }
            else if (more)
            {
                Restarts++;
            }

            if (!more)
                End(complete: true);
            else if (++_steps >= _mostSteps)
                End(complete: false);
            else
                new ReadOnlySpan<byte>(next, _keySize).CopyTo(_token);
        }
    }

    // What is taken is gone, so that the first key is always a new one.
    private void TakeFirstKey()
    {
        fixed (byte* key = _keys, value = _values)
        {
            if (!_map.TryGetNextKey((void*)null, key))
                End(complete: true);
            else if (++_steps >= _mostSteps)
                End(complete: false);
            else if (TryTake(key, value))
                _count = 1;
        }
    }

    // Before 5.14 the kernel cannot do both at once in a hash table; what a program adds in between is lost.
    private bool TryTake(byte* key, byte* value)
    {
        if (!_takesInTwoSteps)
        {
            int error = _map.Element(BpfCommand.MapLookupAndDeleteElement, key, value, 0);
            if (!BpfMap.IsNoBatch(error))
            {
                return error switch
                {
                    >= 0 => true,
                    -(int)Errno.ENOENT => false,
                    _ => throw _map.ElementFailure("take from", error),
                };
            }

            _takesInTwoSteps = true;
        }

        return _map.TryLookup(key, value) && _map.Delete(key);
    }
}
