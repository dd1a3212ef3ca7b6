namespace FoldstacksTool;

/// <summary>What threads are called at the moment, in the form in which it is printed.</summary>
/// <param name="form">Makes that of a name.</param>
internal sealed class ThreadNames<T>(Func<string, T> form)
{
    private readonly Dictionary<int, T> _names = new() { [0] = form("swapper") };

    public void Set(int thread, string name) => _names[thread] = form(name);

    public void Fork(int parent, int child) => _names[child] = Of(parent);

    public T Of(int thread)
    {
        if (!_names.TryGetValue(thread, out T? name))
            _names.Add(thread, name = form($":{thread}"));
        return name;
    }
}
