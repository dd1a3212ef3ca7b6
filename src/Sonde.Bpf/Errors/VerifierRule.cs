namespace Sonde.Bpf;

/// <summary>Sentences of the verifier that mean one kind of mistake, and what usually helps.</summary>
/// <param name="Pattern">A part of the sentence; <c>*</c> stands for anything between two parts.</param>
/// <param name="Class">The kind of mistake.</param>
/// <param name="Hint">What to do.</param>
internal readonly record struct VerifierRule(string Pattern, BpfVerifierErrorClass Class, string Hint)
{
    public bool Matches(ReadOnlySpan<char> message)
    {
        ReadOnlySpan<char> pattern = Pattern;
        while (true)
        {
            int star = pattern.IndexOf('*');
            ReadOnlySpan<char> part = star < 0 ? pattern : pattern[..star];
            int found = message.IndexOf(part, StringComparison.OrdinalIgnoreCase);
            if (found < 0)
                return false;
            if (star < 0)
                return true;
            message = message[(found + part.Length)..];
            pattern = pattern[(star + 1)..];
        }
    }
}
