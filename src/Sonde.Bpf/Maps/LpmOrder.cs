using System.Numerics;

namespace Sonde.Bpf;

/// <summary>The order in which the kernel walks a trie, children before parents, to see when it has begun anew.</summary>
/// <remarks>An exact look-up of a trie's key does not exist, so this is the one way to know that a key has gone.</remarks>
internal sealed class LpmOrder(int keySize)
{
    private readonly byte[] _highest = new byte[keySize];
    private readonly byte[] _previous = new byte[keySize];
    private bool _started;

    /// <summary>Whether a key comes before the one that was seen last.</summary>
    public bool IsBackward(ReadOnlySpan<byte> key)
    {
        bool backward = _started && Compare(key, _previous) < 0;
        key.CopyTo(_previous);
        return backward;
    }

    /// <summary>Whether a key is past all that were seen; those before have been seen.</summary>
    public bool TryAdvance(ReadOnlySpan<byte> key)
    {
        if (_started && Compare(key, _highest) <= 0)
            return false;
        _started = true;
        key.CopyTo(_highest);
        return true;
    }

    /// <summary>Compares two keys: a length in bits, native, then an address, most significant byte first.</summary>
    internal static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        int leftBits = BitConverter.ToInt32(left);
        int rightBits = BitConverter.ToInt32(right);
        int common = Math.Min(leftBits, rightBits);
        ReadOnlySpan<byte> leftAddress = left[sizeof(int)..];
        ReadOnlySpan<byte> rightAddress = right[sizeof(int)..];
        for (int i = 0; i * 8 < common; i++)
        {
            int different = leftAddress[i] ^ rightAddress[i];
            if (different == 0)
                continue;
            int bit = (i * 8) + BitOperations.LeadingZeroCount((uint)different) - 24;
            if (bit < common)
                return leftAddress[i].CompareTo(rightAddress[i]);
            break;
        }

        return rightBits.CompareTo(leftBits); // One holds the other: the longer one, inside it, comes first.
    }
}
