using System.ComponentModel;

namespace Sonde.Bpf;

public sealed unsafe partial class BpfObject
{
    /// <summary>
    /// Compares a type as C# has it with the object's own BTF. The generated classes call this when they open their object, so that C#
    /// that was generated from another build of it is refused and does not read wrong bytes.
    /// </summary>
    /// <param name="type">The type as C names it: <c>struct event</c>, <c>union value</c>, <c>typedef event_t</c>, or <c>section .bss</c>.</param>
    /// <param name="size">Its size in C#.</param>
    /// <param name="fields">
    /// Each field with its offset in bits, and a bitfield with its number of bits: <c>pid 0, flags 32:3</c>. The fields of a type
    /// without a name follow the field that has it: <c>position 64, position/x 64</c>.
    /// </param>
    /// <exception cref="InvalidOperationException">The object has another layout; the message names type and field.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void RequireLayout(string type, int size, string fields)
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        ArgumentNullException.ThrowIfNull(fields);
        if (ObjectLayout.Difference(_file, type, size, fields) is { } difference)
        {
            throw new InvalidOperationException(
                $"The C# of {Name} was generated from another object: {difference}. Clean and build again, so that both come from one build.");
        }
    }
}
